"""The data set with known outcomes: each entry comes out as it was written, and proofs replay."""

import pytest

from generation.audit.replay import replays
from golden.audit import FOLDER, OUTCOMES, entries, lines
from problemsmith.generation.audit.audit import audit
from problemsmith.generation.audit.data_set import read_data_set
from problemsmith.judge.judge import Judge

pytestmark = pytest.mark.anyio

SAMPLE = 6
"""Every so many entries are audited here; all of them by `make bench`."""


@pytest.mark.parametrize("kind", OUTCOMES)
def test_the_json_lines_are_those_of_the_readable_source(kind: str) -> None:
    assert (FOLDER / f"{kind}.jsonl").read_text("utf-8") == lines(kind)


def test_the_corpus_has_thirty_entries_and_a_third_of_each_kind() -> None:
    assert all(len(entries(kind)) >= 12 for kind in OUTCOMES)


@pytest.mark.parametrize("kind", OUTCOMES)
async def test_a_sample_of_each_kind_comes_out_as_written_and_its_proofs_replay(
    judge: Judge, kind: str
) -> None:
    by_id = {entry["task_id"]: entry for entry in entries(kind)}
    chosen = read_data_set(FOLDER / f"{kind}.jsonl")[::SAMPLE]
    audited = await audit(judge, chosen, at_once=2)
    assert {one.task_id: one.outcome for one in audited} == {
        one.task_id: OUTCOMES[kind] for one in chosen
    }
    for one in audited:
        if kind == "sound":
            assert one.proof is None
        else:
            assert one.proof is not None
            assert await replays(judge, by_id[one.task_id], one.proof), one
