from problemsmith.generation.dummy.catalogue import load_catalogue
from problemsmith.generation.near_duplicates import (
    SIMILAR,
    count_twins,
    fingerprint,
    fingerprint_of,
    nearest,
    similarity,
    told,
)


def test_a_text_is_wholly_similar_to_itself_whatever_its_case_and_punctuation() -> None:
    assert (
        similarity(fingerprint("Count the goats, please!"), fingerprint("count the goats please"))
        == 1
    )


def test_no_two_problems_of_the_catalogue_are_near_duplicates() -> None:
    prints = [fingerprint_of(problem.text) for problem in load_catalogue()]
    pairs = [similarity(one, other) for at, one in enumerate(prints) for other in prints[at + 1 :]]
    assert max(pairs) < SIMILAR


def test_a_statement_with_a_few_words_changed_is_found_again() -> None:
    known = [(problem.text.title, fingerprint_of(problem.text)) for problem in load_catalogue()]
    problem = load_catalogue()[4]
    found = nearest(told(problem.text).replace("the", "a", 1), known)
    assert found is not None
    assert found[0] == problem.text.title


def test_an_empty_or_tiny_text_has_a_fingerprint_too() -> None:
    assert len(fingerprint("")) == len(fingerprint("one two")) == len(fingerprint("x" * 100_000))


def test_of_many_texts_those_are_counted_that_tell_what_one_before_them_told() -> None:
    words = [f"word{number}" for number in range(300)]
    base = " ".join(words)
    nearly = " ".join([*words[:290], "else", *words[291:]])
    others = [" ".join(f"{word}x{number}" for word in words) for number in range(50)]
    texts = [base, *others, nearly, base]
    assert count_twins(map(fingerprint, texts)) == 2
    assert count_twins([]) == 0
