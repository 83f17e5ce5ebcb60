// `ListNode` and `TreeNode`, which stand ready for every program, and their way to JSON and back.
// Nodes are known by their properties, so that a program may define its own classes.

export class WrongType extends Error {
  constructor(value, wanted, got = nameOf(value)) {
    super();
    this.wanted = String(wanted);
    this.got = got;
    this.path = [];
  }

  sentence() {
    const place = this.path.length ? ` at result${this.path.join("")}` : "";
    return `The function returned ${this.got}${place}, but the signature promises ${this.wanted}.`;
  }
}

export class ListNode {
  constructor(val = 0, next = null) {
    this.val = val;
    this.next = next;
  }
}

export class TreeNode {
  constructor(val = 0, left = null, right = null) {
    this.val = val;
    this.left = left;
    this.right = right;
  }
}

export function readList(values) {
  let head = null;
  for (let at = (values ?? []).length - 1; at >= 0; at--) head = new ListNode(values[at], head);
  return head;
}

export function writeList(head) {
  const values = [];
  const seen = new Set();
  for (let node = head; node !== null && node !== undefined; node = node.next) {
    check(node, ["val", "next"], "ListNode");
    if (seen.has(node)) throw new WrongType(node, "a ListNode", "a list that runs in a circle");
    seen.add(node);
    values.push(node.val);
  }
  return values;
}

export function readTree(values) {
  if (!values?.length || values[0] === null) return null;
  const root = new TreeNode(values[0]);
  const parents = [root];
  let at = 1;
  for (let turn = 0; turn < parents.length && at < values.length; turn++) {
    for (const side of ["left", "right"]) {
      const value = values[at++];
      if (value === null || value === undefined) continue;
      parents[turn][side] = new TreeNode(value);
      parents.push(parents[turn][side]);
    }
  }
  return root;
}

export function writeTree(root) {
  const values = [];
  const seen = new Set();
  const waiting = [root];
  for (let turn = 0; turn < waiting.length; turn++) {
    const node = waiting[turn];
    if (node === null || node === undefined) {
      values.push(null);
      continue;
    }
    check(node, ["val", "left", "right"], "TreeNode");
    if (seen.has(node)) throw new WrongType(node, "a TreeNode", "a tree with a node twice");
    seen.add(node);
    values.push(node.val);
    waiting.push(node.left, node.right);
  }
  while (values.length && values.at(-1) === null) values.pop();
  return values;
}

function check(node, names, wanted) {
  if (typeof node !== "object" || !names.every((name) => name in node)) {
    throw new WrongType(node, wanted);
  }
  if (typeof node.val === "object" && node.val !== null) {
    throw new WrongType(node, `${wanted}s of plain values`, `a node holding ${nameOf(node.val)}`);
  }
}

function nameOf(value) {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== "object") return typeof value;
  return Array.isArray(value) ? "array" : value.constructor?.name ?? "object";
}
