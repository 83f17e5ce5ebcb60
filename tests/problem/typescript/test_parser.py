import pytest
from hypothesis import given
from hypothesis import strategies as st

from problemsmith.problem.typescript import SignatureError, format_signature, parse_signature


def exact(text):
    return format_signature(parse_signature(text), numbers="exact")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        # forms of the whole
        ("(nums: number[], k: number): number", "(nums: int[], k: int): int"),
        ("(a: number) => number", "(a: int): int"),
        ("function runSolution(a: number): string;", "(a: int): string"),
        (
            "function runSolution(a: number): string {\n  return `${a}` + '\u00e9';\n}",
            "(a: int): string",
        ),
        ("export default function f(a: number,): number", "(a: int): int"),
        ("declare function f(a: number): number;", "(a: int): int"),
        ("export const f = (a: number): number => { return a; };", "(a: int): int"),
        ("const f = (a: number) => number;", "(a: int): int"),
        ("let f = function (a: number): number { return a }", "(a: int): int"),
        ("const f = function g(a: number): number { return a }", "(a: int): int"),
        ("const f: (a: number) => number", "(a: int): int"),
        ("const f: (a: number) => number = (a) => a", "(a: int): int"),
        ("type Solution = (a: number, b?: string) => number[];", "(a: int, b?: string): int[]"),
        ("runSolution(a: number): number", "(a: int): int"),
        ("twoSum: (a: number) => number", "(a: int): int"),
        ("twoSum = (a: number): number => a", "(a: int): int"),
        ("```typescript\n(a: number): number\n```", "(a: int): int"),
        ("`(a: number): number`", "(a: int): int"),
        (
            "\ufeff  (\n\ta: number, // how many\n /* b */ b: string\r\n) :number ;",
            "(a: int, b: string): int",
        ),
        ("/** @param {number} a */\nfunction f(a: number): number {}", "(a: int): int"),
        # numbers
        (
            "(a: int, b: integer, c: bigint, d: Number): number",
            "(a: int, b: int, c: int, d: int): int",
        ),
        ("(a: float, b: double): float", "(a: float, b: float): float"),
        ("(a: int | float): 1 | 2.5", "(a: int | float): int | float"),
        # arrays, tuples
        (
            "(a: Array<number>, b: ReadonlyArray<string>): number[][]",
            "(a: int[], b: string[]): int[][]",
        ),
        (
            "(a: readonly number[], b: readonly [number, string]): Readonly<string[]>",
            "(a: int[], b: [int, string]): string[]",
        ),
        ("(a: Array<Array<Array<number>>>): (number | null)[]", "(a: int[][][]): (int | null)[]"),
        (
            "(a: (number)[], b: ((string))): (((number | null)))",
            "(a: int[], b: string): int | null",
        ),
        ("(a: [x: number, y: number,], b: []): [number]", "(a: [int, int], b: []): [int]"),
        # unions
        (
            "(a: string | undefined, b: null | number | null): boolean",
            "(a: string | null, b: null | int): boolean",
        ),
        ("(a: | 'x' | \"y\" | null): true | false", "(a: string | null): boolean"),
        ("(a: -1 | 0 | 1): -1.5", "(a: int): float"),
        ("(a: number | (string | (null | number))): undefined", "(a: int | string | null): null"),
        # objects, maps
        ("(p: {a: number; b?: string, c: {}}): {}", "(p: { a: int; b: string | null; c: {} }): {}"),
        ("(p: {a: number\n  b: string\n}): number", "(p: { a: int; b: string }): int"),
        (
            "(p: {readonly a: number; readonly: boolean, 'first name': string; 0: int}): number",
            '(p: { a: int; readonly: boolean; "first name": string; "0": int }): int',
        ),
        (
            r"""(p: {'it\'s': int; "a\"b": int; '"': int; "\u00e9": int}): int""",
            r"""(p: { "it's": int; "a\"b": int; "\"": int; "\u00e9": int }): int""",
        ),
        (
            "(m: Record<string, number>, n: Map<number, string[]>): ReadonlyMap<boolean, int>",
            "(m: Record<string, int>, n: Record<int, string[]>): Map<boolean, int>",
        ),
        (
            "(m: {[k: string]: int}, n: { readonly [i: int]: string; }): Record<'a' | 'b', float>",
            "(m: Record<string, int>, n: Record<int, string>): Record<string, float>",
        ),
        # lists and trees
        (
            "(head: ListNode | null, root: TreeNode | null): ListNode[]",
            "(head: ListNode | null, root: TreeNode | null): ListNode[]",
        ),
        (
            "interface ListNode { val: number; next: ListNode | null }\n(head: ListNode): ListNode",
            "(head: ListNode): ListNode",
        ),
        (
            (
                "interface TreeNode { val: int; left?: TreeNode; right: TreeNode | null }"
                " (t: TreeNode): int"
            ),
            "(t: TreeNode): int",
        ),
        (
            (
                "class ListNode {\n  val: number\n  next: ListNode | null\n"
                "  constructor(val?: number) { this.val = (val===undefined ? 0 : val) }\n}\n"
                "function f(head: ListNode | null): number {"
            ),
            "(head: ListNode | null): int",
        ),
        # declarations
        (
            "interface P { x: number; y: number }\ntype Ps = P[];\n(ps: Ps, one: P): float",
            "(ps: { x: int; y: int }[], one: { x: int; y: int }): float",
        ),
        ("(p: P): number\ninterface P { x: number }", "(p: { x: int }): int"),
        (
            "function f(p: P): number;\nexport type P = { x: Q };\ntype Q = string",
            "(p: { x: string }): int",
        ),
        (
            "type Id = number; (m: Map<Id, string>, r: Record<Key, Id>): Id; type Key = Id",
            "(m: Record<int, string>, r: Record<int, int>): int",
        ),
        ("type int = number; type float = number; (a: int): float", "(a: int): float"),
        (
            "type Tree = { kids: Tree[] }; (t: Tree): number",
            "type Tree = { kids: Tree[] };\n(t: Tree): int",
        ),
        (
            "interface List { v: number; next: List | null } (l: List): number",
            "type List = { v: int; next: List | null };\n(l: List): int",
        ),
        # optional parameters
        ("(a?: number, b?: string | null): number", "(a?: int, b?: string | null): int"),
        ("(a?: number, b: string): number", "(a: int | null, b: string): int"),
    ],
)
def test_every_plausible_form_is_read(text, printed):
    assert exact(text) == printed
    assert exact(printed) == printed


@pytest.mark.parametrize(
    ("text", "reason", "column"),
    [
        ("", "expected a signature such as (nums: number[], k: number): number", 1),
        ("   // nothing", "expected a signature", 14),
        ("hello world", "expected '(' of a signature", 7),
        ("int", "expected '(' of a signature", 4),
        ("42", "expected '(' of a signature", 1),
        ("(): number", "needs at least one parameter", 2),
        ("(a: number)", "expected ':' and the return type, found the end of the text", 12),
        ("function f(a: number) { }", "expected ':' and the return type", 23),
        ("(a): number", "expected ':' and the type of a, found \")\"", 3),
        ("(a: number, a: string): number", "two parameters are called a", 13),
        ("(a: number b: number): number", "expected ',' or ')', found \"b\"", 12),
        ("(a: ): number", 'expected a type, found ")"', 5),
        ("(a: number[): number", "expected ']'", 12),
        ("(a: P['x']): number", "types cannot be picked out of others", 7),
        ("(a: number): number number", "expected the end of the signature", 21),
        ("(a: number): number; (b: number): number", "a second signature: write one", 22),
        ("(...a: number[]): number", "rest parameters are not supported: take an array", 2),
        ("({a}: {a: number}): number", "expected the name of a parameter", 2),
        ("(a: number = 1): number", "default values are not supported: write a?:", 12),
        ("<T>(a: T): T", "generic signatures are not supported", 1),
        ("function f<T>(a: T[]): T", "generic signatures are not supported", 11),
        ("interface Box<T> { v: T } (a: Box<int>): int", "generic types are not supported", 14),
        ("(a: Box<int>): int", "the type Box is not supported: generic types", 5),
        ("(a: List<int>): int", "the type List is not TypeScript: write T[]", 5),
        ("(a: bool): int", "the type bool is not TypeScript: write boolean", 5),
        ("(a: Foo): int", "the type Foo is not declared: add 'interface Foo { ... }'", 5),
        ("(a: any): int", "any says nothing of the values: write their type", 5),
        ("(a: int): void", "void is no value: return the answer, or the changed argument", 11),
        ("(a: int): Promise<int>", "Promise is not supported: a solution answers at once", 11),
        ("async function f(a: int): int", "async is not supported", 1),
        ("const f = async (a: int): int => a", "async is not supported", 11),
        ("(a: Set<int>): int", "Set has no JSON form: write an array", 5),
        ("(a: Partial<int>): int", "Partial is not supported: write the type out", 5),
        ("(a: keyof P): int", "keyof is not supported", 5),
        ("(a: A.B): int", "types have plain names", 5),
        ("(a: (x: int) => int): int", "a function has no JSON form", 5),
        ("(a: () => int): int", "a function has no JSON form", 5),
        ("(a: { f(x: int): int }): int", "f is a method: a function has no JSON form", 7),
        ("(a: {x: int} & {y: int}): int", "intersections are not supported", 14),
        ("(a: {x: int, x: int}): int", "the property 'x' stands twice", 14),
        ("(a: {x: int y: int}): int", "expected ';', ',' or '}', found \"y\"", 13),
        ("(a: {[k in K]: int}): int", "mapped types are not supported", 9),
        ("(a: {x: int; [k: string]: int}): int", "an index signature stands alone", 14),
        ("(a: {[k: string]: int; x: int}): int", "an index signature stands alone", 24),
        ("(a: [int, string?]): int", "a tuple has a fixed length: write T | null", 17),
        ("(a: [int, ...int[]]): int", "a tuple has a fixed length: write an array", 11),
        ("(a: Array): int", "expected '<' after Array", 10),
        ("(a: Record<string>): int", "expected ',' and the type of the values of the Record", 18),
        ("(a: Map<int[], int>): int", "a map's key must be a string, an int, a float", 1),
        ("interface P extends Q { x: int } (a: P): int", "extends is not supported", 13),
        ("class P { x = 1 } (a: P): int", "classes are not supported: write an interface", 1),
        ("enum E { A } (a: E): int", "enum has no place in a signature", 1),
        ("type P = int; type P = string; (a: P): int", "the type P is declared twice", 20),
        ("type Map = int; (a: Map): int", "Map has a meaning of its own", 6),
        ("interface ListNode { v: int } (a: ListNode): int", "built in, with val, next", 11),
        ("type A = A | null; (a: A): int", "the type A is defined as itself", 20),
        ("type A = { next: A }; (a: A): int", "the type A contains itself without end", 23),
        ("(größe: number): number", '"ö" cannot stand here: names are ASCII', 4),
        ("($a: number): number", "is no name: names are ASCII letters, digits and _", 2),
        (f"({'a' * 65}: number): number", "is no name", 2),
        ("(a: 'x\n): number", 'expected a type, found "\'"', 5),
        ("(a: '\\x41'): number", "a string with an escape that JSON does not have", 5),
        ("/* (a: number): number", "a comment that is not closed", 1),
        ("class ListNode {", "expected '}', found the end of the text", 17),
        ("(a: number" + "[]" * 40 + "): number", "nested more than 32 levels deep", 73),
        ("(a: " + "Array<" * 40, "nested more than 32 levels deep", 197),
        ("(a: " + "(" * 5_000, "nested more than 32 levels deep", 37),
        (
            "(" + ", ".join(f"p{i}: int" for i in range(21)) + "): int",
            "21 parameters; at most 20",
            1,
        ),
        ("(a: " + "[" + "int, " * 400 + "]): int", "402 types; at most 400", 1),
        ("(a: number): number" + " " * 10_000, "has 10019 characters; at most 10000", 1),
    ],
)
def test_what_cannot_be_a_signature_is_refused_with_reason_and_place(text, reason, column):
    with pytest.raises(SignatureError) as caught:
        parse_signature(text)
    error = caught.value
    assert reason in error.reason
    assert (error.line, error.column) == (1, column)
    assert len(str(error)) < 600


def test_the_error_shows_the_line_with_a_caret():
    with pytest.raises(SignatureError) as caught:
        parse_signature("interface P {\n\tx: numbr;\n}\n(p: P): number")
    assert str(caught.value) == (
        "line 2, column 5: the type numbr is not declared: add 'interface numbr { ... }' or write"
        " it in place\n"
        "   x: numbr;\n"
        "      ^"
    )


def test_a_long_line_is_cut_around_the_caret():
    with pytest.raises(SignatureError) as caught:
        parse_signature(
            "(" + ", ".join(f"name{i}: number[]" for i in range(20)) + ", x: ?): number"
        )
    _, line, caret = str(caught.value).split("\n")
    assert len(line) <= 102
    assert line[caret.index("^")] == "?"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        signature = parse_signature(text)
    except SignatureError as error:
        assert error.reason  # noqa: PT017 - either outcome is right
    else:
        assert signature.parameters


PIECES = ["(", ")", "[", "]", "{", "}", "<", ">", ",", ";", ":", "?", "|", "=", "=>", "...", "\n"]
PIECES += ["a", "b", "number", "string", "null", "type", "interface", "function", "Record", "Array"]
PIECES += ["ListNode", "readonly", "'x'", "1", "-", "const", "&", "export", " "]


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.booleans())
def test_any_mixture_of_tokens_is_read_or_refused(pieces, as_parameter):
    text = " ".join(pieces)
    if as_parameter:
        text = f"(a: {text}): number"
    try:
        signature = parse_signature(text)
    except SignatureError as error:
        assert error.reason  # noqa: PT017 - either outcome is right
    else:
        printed = format_signature(signature, numbers="exact")
        assert exact(printed) == printed
