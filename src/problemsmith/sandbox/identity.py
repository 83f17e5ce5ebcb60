"""Who a box runs as: the user's own uid, or an unprivileged one when the user is root."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

OVERFLOW_ID = 65534
"""`nobody`: owns nothing on the host, and is what the box sees itself as (user_namespaces(7))."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The uid and gid that bubblewrap is started with."""

    uid: int
    gid: int
    drops_root: bool

    @classmethod
    def current(cls) -> "Identity":
        """Root becomes `nobody`: the kernel does not apply RLIMIT_NPROC to uid 0."""
        if os.geteuid() == 0:
            return cls(OVERFLOW_ID, OVERFLOW_ID, drops_root=True)
        return cls(os.geteuid(), os.getegid(), drops_root=False)

    def can_reach(self, path: Path) -> bool:
        """Whether this identity may read the path, judged by the mode bits for others.

        Only asked when root drops to `nobody`, who is in no group and owns nothing.
        """
        if not self.drops_root:
            return True
        for ancestor in path.parents:
            if not ancestor.stat().st_mode & stat.S_IXOTH:
                return False
        needed = stat.S_IROTH | (stat.S_IXOTH if path.is_dir() else 0)
        return path.stat().st_mode & needed == needed
