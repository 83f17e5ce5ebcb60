"""The line that tells how many jobs come along."""

from problemsmith.cli.pace import pace


def test_a_night_of_jobs_tells_its_rate_and_the_time_that_is_left() -> None:
    told = pace(ended=30, ended_before=10, total=100, seconds=600, calls=())
    assert told == "2.0 a minute, about 35 min 0 s left"


def test_slow_jobs_are_told_by_the_hour() -> None:
    told = pace(ended=4, ended_before=0, total=4, seconds=3600, calls=())
    assert told == "4.0 an hour"


def test_a_single_end_tells_no_rate() -> None:
    assert pace(ended=1, ended_before=0, total=100, seconds=5, calls=()) == ""
