"""How much memory this process has, measured without /proc, which a box does not have."""

import mmap
import resource

_PAGE = mmap.PAGESIZE
_HIGHEST = 1 << 47


def address_space_bytes() -> int:
    """The address space of this process, to the page: the smallest RLIMIT_AS that lets it grow.

    Guessing the interpreter's own share would make every memory limit wrong by the error.
    """
    low, high = 0, _HIGHEST
    while high - low > _PAGE:
        middle = (low + high) // 2 // _PAGE * _PAGE
        if _can_grow_within(middle):
            high = middle
        else:
            low = middle
    return high


def resident_bytes() -> int:
    """The most memory that this process has had in use."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _can_grow_within(limit: int) -> bool:
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit, before[1]))
    try:
        mmap.mmap(-1, _PAGE).close()
    except OSError:
        return False
    else:
        return True
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
