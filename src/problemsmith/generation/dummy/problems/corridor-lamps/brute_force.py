from itertools import product


def run_solution(lamps: list[bool]) -> bool:
    # Pressing a button twice undoes it, and the order makes no difference: every set is tried.
    for pressed in product((False, True), repeat=len(lamps)):
        burning = list(lamps)
        for button, press in enumerate(pressed):
            if press:
                for lamp in (button - 1, button, button + 1):
                    if 0 <= lamp < len(burning):
                        burning[lamp] = not burning[lamp]
        if not any(burning):
            return True
    return False
