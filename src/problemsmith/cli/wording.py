"""How durations, costs and names are put in words."""


def duration(seconds: float) -> str:
    """Seconds as people say them: 340 ms, 2.1 s, 3 min 20 s."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def cost(usd: float) -> str:
    """US dollars, with enough places for a single call."""
    return f"${usd:.2f}" if usd >= 1 or usd == 0 else f"${usd:.4f}"


def words(name: str) -> str:
    """A camelCase name as lower-case words."""
    return "".join(f" {char.lower()}" if char.isupper() else char for char in name)
