"""Each layer of the sandbox is known to work: without it, an attack gets through that it stops.

The weakened box stands in an outer one, which is whole: no network, its own processes, a read-only
file tree, an ordinary user.
"""

import json
import shutil

import pytest

from ordinary_user import run_as_ordinary_user
from sandbox.controls.layers import CONTROLS

_OUTER_BOX = (
    *("unshare", "--user", "--map-current-user", "--pid", "--fork", "--kill-child"),
    *("--net", "--ipc", "--uts", "--mount", "--mount-proc", "--"),
    *("bwrap", "--die-with-parent", "--unshare-user", "--ro-bind", "/", "/"),
    *("--bind", "/proc", "/proc", "--dev", "/dev", "--tmpfs", "/var/tmp", "--"),
)


@pytest.mark.skipif(shutil.which("unshare") is None, reason="the outer box needs util-linux")
@pytest.mark.parametrize("in_child", [False, True], ids=["of the box", "of the child"])
def test_each_layer_alone_stops_what_gets_through_without_it(in_child: bool) -> None:
    layers = [control.layer for control in CONTROLS if control.in_child is in_child]
    done = run_as_ordinary_user("sandbox.controls.running", *layers, within=_OUTER_BOX)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        layer: {"escaped with it": False, "escaped without it": True} for layer in layers
    }
