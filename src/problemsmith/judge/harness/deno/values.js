// Values by the type tree of the signature (in its JSON form), in both directions.
//
// An int is a number where a number holds it exactly, and a bigint where it is past 2^53; both are
// taken back. Maps and records are plain objects; a Map is taken back for a map, too.
import { readList, readTree, writeList, writeTree, WrongType } from "./nodes.js";

const LONG_DIGITS = /\d{16}/;
const MAX_DEPTH = 200; // the judge refuses a deeper result, and a value in a circle has no end

export function parse(text) {
  if (!LONG_DIGITS.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value, context) => {
    const isLong = typeof value === "number" && /^-?\d+$/.test(context.source);
    return isLong && !Number.isSafeInteger(value) ? BigInt(context.source) : value;
  });
}

export class Values {
  constructor(namedTypes) {
    this.definitions = new Map(namedTypes.map((it) => [it.name, it.definition]));
    this.depth = 0;
  }

  read(tree, value) {
    switch (tree.kind) {
      case "primitive":
        return tree.type === "float" && typeof value === "bigint" ? Number(value) : value;
      case "array":
        return value.map((part) => this.read(tree.items, part));
      case "tuple":
        return value.map((part, at) => this.read(tree.items[at], part));
      case "object": {
        const made = {};
        for (const [name, part] of Object.entries(value)) {
          define(made, name, this.read(tree.properties[name], part));
        }
        return made;
      }
      case "map": {
        const made = {};
        for (const [key, part] of Object.entries(value)) {
          define(made, key, this.read(tree.valueType, part));
        }
        return made;
      }
      case "union": {
        const member = tree.types.find((it) => this.accepts(it, value));
        return member ? this.read(member, value) : value;
      }
      default: {
        const definition = this.definitions.get(tree.name);
        if (definition) return this.read(definition, value);
        return tree.name === "ListNode" ? readList(value) : readTree(value);
      }
    }
  }

  // Whether a JSON value has the outer shape of a type: enough to tell a union's members apart.
  accepts(tree, value) {
    while (this.definitions.has(tree.name)) tree = this.definitions.get(tree.name);
    switch (tree.kind) {
      case "primitive":
        return isPrimitive(tree.type, value);
      case "tuple":
        return Array.isArray(value) && value.length === tree.items.length;
      case "object": {
        const wanted = Object.keys(tree.properties);
        return isPlain(value) && Object.keys(value).length === wanted.length &&
          wanted.every((name) => Object.hasOwn(value, name));
      }
      case "map":
        return isPlain(value);
      case "union":
        return tree.types.some((it) => this.accepts(it, value));
      default:
        return Array.isArray(value);
    }
  }

  // The value as JSON text.
  write(tree, value) {
    switch (tree.kind) {
      case "primitive":
        return writePrimitive(tree.type, value);
      case "array":
        if (!Array.isArray(value)) throw new WrongType(value, "array");
        return `[${Array.from(value, (it, at) => this.at(`[${at}]`, tree.items, it)).join(",")}]`;
      case "tuple": {
        if (!Array.isArray(value)) throw new WrongType(value, "tuple");
        const count = tree.items.length;
        if (value.length !== count) {
          throw new WrongType(value, `a tuple of ${count} items`, `${value.length} items`);
        }
        return `[${value.map((it, at) => this.at(`[${at}]`, tree.items[at], it)).join(",")}]`;
      }
      case "object":
        return this.writeObject(tree.properties, value);
      case "map":
        return this.writeMap(tree, value);
      case "union":
        return this.writeUnion(tree.types, value);
      default: {
        const definition = this.definitions.get(tree.name);
        if (definition) return this.write(definition, value);
        return plainJson(tree.name === "ListNode" ? writeList(value) : writeTree(value));
      }
    }
  }

  at(place, tree, value) {
    checkDepth(++this.depth);
    try {
      return this.write(tree, value);
    } catch (error) {
      if (error instanceof WrongType) error.path.unshift(place);
      throw error;
    } finally {
      this.depth--;
    }
  }

  writeObject(properties, value) {
    if (!isPlain(value) || value instanceof Map) throw new WrongType(value, "object");
    const names = Object.keys(properties);
    const extra = Object.keys(value).find((name) => !Object.hasOwn(properties, name));
    if (extra !== undefined) throw new WrongType(value, `only ${names}`, `the property ${extra}`);
    const parts = names.map((name) => {
      if (!Object.hasOwn(value, name)) throw new WrongType(value, names, `no property ${name}`);
      return `${JSON.stringify(name)}:${this.at(`.${name}`, properties[name], value[name])}`;
    });
    return `{${parts.join(",")}}`;
  }

  writeMap(tree, value) {
    if (!isPlain(value)) throw new WrongType(value, "map");
    const isMap = value instanceof Map;
    const entries = isMap ? [...value] : Object.entries(value);
    const parts = new Map();
    for (const [key, part] of entries) {
      const typed = isMap ? key : readKey(tree.keyType, key);
      const text = typeof typed === "string" && tree.keyType.type === "string"
        ? typed
        : writePrimitive(tree.keyType.type, typed);
      parts.set(text, `${JSON.stringify(text)}:${this.at(`[${text}]`, tree.valueType, part)}`);
    }
    return `{${[...parts.values()].join(",")}}`;
  }

  writeUnion(types, value) {
    const errors = [];
    for (const type of types) {
      try {
        return this.write(type, value);
      } catch (error) {
        if (!(error instanceof WrongType)) throw error;
        errors.push(error);
      }
    }
    const deepest = errors.find((it) => it.path.length > 0);
    throw deepest ?? new WrongType(value, [...new Set(errors.map((it) => it.wanted))].join(" or "));
  }
}

// JSON of a value without a type. Integers stay whole, whatever their size.
export function plainJson(value, depth = 0) {
  checkDepth(depth);
  const inner = (part) => plainJson(part, depth + 1);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return number(value);
  if (Array.isArray(value)) return `[${Array.from(value, inner).join(",")}]`;
  if (value instanceof Map) return plainJson(Object.fromEntries(value), depth);
  if (isPlain(value)) {
    const parts = Object.entries(value).filter(([, part]) => part !== undefined);
    return `{${parts.map(([key, it]) => `${JSON.stringify(key)}:${inner(it)}`).join(",")}}`;
  }
  if (value === undefined) return "null";
  const text = JSON.stringify(value);
  if (text === undefined) {
    throw new TypeError(`The function returned a value that is not JSON: ${typeof value}`);
  }
  return text;
}

function checkDepth(depth) {
  if (depth <= MAX_DEPTH) return;
  throw new TypeError(
    `The function returned a value nested deeper than ${MAX_DEPTH} levels, or one in a circle.`,
  );
}

function define(record, name, value) {
  // An assignment would not make `__proto__` a property.
  Object.defineProperty(record, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function isPlain(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPrimitive(name, value) {
  switch (name) {
    case "int":
      return typeof value === "bigint" || Number.isInteger(value);
    case "float":
      return typeof value === "number" || typeof value === "bigint";
    case "null":
      return value === null;
    default:
      return typeof value === name;
  }
}

function readKey(tree, text) {
  if (tree.type === "boolean") return text === "true";
  if (tree.type === "float") return Number(text);
  return tree.type === "int" ? parse(text) : text;
}

function number(value) {
  if (Number.isSafeInteger(value) || !Number.isFinite(value)) return String(value);
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

function writePrimitive(name, value) {
  const isNothing = name === "null" && value === undefined;
  if (!isNothing && !isPrimitive(name, value)) throw new WrongType(value, name);
  if (name === "null") return "null";
  if (typeof value === "bigint") return value.toString();
  if (name === "float") {
    const text = Object.is(value, -0) ? "-0" : String(value);
    return /^-?\d+$/.test(text) ? `${text}.0` : text;
  }
  return typeof value === "number" ? number(value) : JSON.stringify(value);
}
