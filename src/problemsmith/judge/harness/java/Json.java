package problemsmith;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reading JSON that the judge wrote, from a place that moves on; and writing texts. */
final class Json {
    private static final String HEX = "0123456789abcdef";
    private final String text;
    private int at;

    Json(String text) {
        this.text = text;
    }

    /** The same text from the same place, to look ahead. */
    Json copy() {
        Json made = new Json(text);
        made.at = at;
        return made;
    }

    char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    boolean take(char wanted) {
        if (peek() != wanted) return false;
        at++;
        return true;
    }

    /** The text of a number, or of true, false or null. */
    String word() {
        int start = at;
        while (at < text.length() && ",]}:".indexOf(text.charAt(at)) < 0) at++;
        return text.substring(start, at);
    }

    String string() {
        StringBuilder made = new StringBuilder();
        at++;
        while (text.charAt(at) != '"') {
            char next = text.charAt(at++);
            if (next != '\\') {
                made.append(next);
                continue;
            }
            char kind = text.charAt(at++);
            if (kind == 'u') {
                made.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                at += 4;
            } else {
                int place = "bfnrt".indexOf(kind);
                made.append(place < 0 ? kind : "\b\f\n\r\t".charAt(place));
            }
        }
        at++;
        return made.toString();
    }

    /** Calls `part` before each part of an array or object; it must read the part. */
    void parts(char close, Runnable part) {
        at++;
        if (take(close)) return;
        do part.run();
        while (take(','));
        take(close);
    }

    void skip() {
        switch (peek()) {
            case '"' -> string();
            case '[' -> parts(']', this::skip);
            case '{' -> parts('}', () -> {
                string();
                take(':');
                skip();
            });
            default -> word();
        }
    }

    /** Any value: a Map, a List, a String, a Boolean, null, or a number as its text. */
    Object value() {
        switch (peek()) {
            case '"':
                return string();
            case '[':
                List<Object> list = new ArrayList<>();
                parts(']', () -> list.add(value()));
                return list;
            case '{':
                Map<String, Object> map = new LinkedHashMap<>();
                parts('}', () -> {
                    String key = string();
                    take(':');
                    map.put(key, value());
                });
                return map;
            default:
                String word = word();
                return word.equals("null") ? null : word.equals("true") || word.equals("false")
                        ? (Object) word.equals("true") : word;
        }
    }

    static void writeString(StringBuilder out, String value) {
        out.append('"');
        for (int at = 0; at < value.length(); at++) {
            char next = value.charAt(at);
            if (next == '"' || next == '\\') {
                out.append('\\').append(next);
            } else if (next < ' ' || Character.isSurrogate(next)) {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) out.append(HEX.charAt(next >> shift & 15));
            } else {
                out.append(next);
            }
        }
        out.append('"');
    }
}
