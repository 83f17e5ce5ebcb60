package problemsmith;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** From a result to JSON, by the signature. A value of another type is refused with its place. */
final class Writer {
    private final StringBuilder out = new StringBuilder();

    static String written(Shape shape, Object value) throws ReflectiveOperationException {
        Writer writer = new Writer();
        writer.write(shape, value);
        return writer.out.toString();
    }

    private void write(Shape shape, Object value) throws ReflectiveOperationException {
        switch (shape.kind()) {
            case "named" -> write(shape.resolved(), value);
            case "int" -> {
                boolean isWhole = value instanceof Long || value instanceof Integer || value instanceof Short
                        || value instanceof Byte || value instanceof BigInteger;
                out.append(checked(isWhole, value, "int"));
            }
            case "float" -> {
                checked(value instanceof Number, value, "float");
                boolean isWide = value instanceof BigDecimal || value instanceof BigInteger;
                out.append(isWide ? value : (Object) ((Number) value).doubleValue());
            }
            case "string" -> {
                checked(value instanceof String || value instanceof Character, value, "string");
                Json.writeString(out, value.toString());
            }
            case "boolean" -> out.append(checked(value instanceof Boolean, value, "boolean"));
            case "null" -> out.append(checked(value == null, value, "null"));
            case "array" -> {
                Shape item = shape.parts().get(0);
                if (value instanceof long[] them) writeLongs(them, item);
                else items(listed(value, "array"), item, null);
            }
            case "tuple" -> {
                List<?> values = listed(value, "tuple");
                int count = shape.parts().size();
                if (values.size() != count) {
                    throw WrongValue.result(values.size() + " items", "a tuple of " + count + " items");
                }
                items(values, null, shape.parts());
            }
            case "map" -> map(shape, value);
            case "record" -> record(shape, value);
            case "union" -> union(shape, value);
            case "ListNode" -> plain(Nodes.listed(value));
            default -> plain(Nodes.levels(value));
        }
    }

    private static Object checked(boolean isRight, Object value, String wanted) {
        if (!isRight) throw WrongValue.result(value, wanted);
        return value;
    }

    private void writeLongs(long[] values, Shape item) {
        if (values.length > 0) checked(item.resolved().kind().matches("int|float|union"), values[0], item.name());
        String end = item.resolved().kind().equals("float") ? ".0" : "";
        out.append('[');
        for (int at = 0; at < values.length; at++) out.append(at == 0 ? "" : ",").append(values[at]).append(end);
        out.append(']');
    }

    private void items(List<?> values, Shape item, List<Shape> each) throws ReflectiveOperationException {
        out.append('[');
        for (int at = 0; at < values.size(); at++) {
            if (at > 0) out.append(',');
            part("[" + at + "]", each == null ? item : each.get(at), values.get(at));
        }
        out.append(']');
    }

    private void part(String place, Shape shape, Object value) throws ReflectiveOperationException {
        try {
            write(shape, value);
        } catch (WrongValue error) {
            throw error.inside(place);
        }
    }

    private static List<?> listed(Object value, String wanted) {
        if (value instanceof List<?> it) return it;
        if (value instanceof Collection<?> it) return new ArrayList<>(it);
        checked(value != null && value.getClass().isArray(), value, wanted);
        if (value instanceof Object[] it) return java.util.Arrays.asList(it);
        return new java.util.AbstractList<Object>() {
            @Override
            public Object get(int at) {
                return Array.get(value, at);
            }

            @Override
            public int size() {
                return Array.getLength(value);
            }
        };
    }

    private void map(Shape shape, Object value) throws ReflectiveOperationException {
        checked(value instanceof Map, value, "map");
        String separator = "{";
        for (Map.Entry<?, ?> it : ((Map<?, ?>) value).entrySet()) {
            out.append(separator);
            String key = written(shape.parts().get(0), it.getKey());
            if (key.startsWith("\"")) out.append(key);
            else Json.writeString(out, key);
            out.append(':');
            part("[" + key + "]", shape.parts().get(1), it.getValue());
            separator = ",";
        }
        out.append(separator.equals("{") ? "{}" : "}");
    }

    private void record(Shape shape, Object value) throws ReflectiveOperationException {
        checked(value != null && value.getClass().getName().equals(shape.name()), value, shape.name());
        String separator = "{";
        for (Shape.Property it : shape.properties()) {
            out.append(separator);
            Json.writeString(out, it.key());
            out.append(':');
            part("." + it.key(), it.shape(), Nodes.field(value.getClass(), it.name()).get(value));
            separator = ",";
        }
        out.append(separator.equals("{") ? "{}" : "}");
    }

    private void union(Shape shape, Object value) throws ReflectiveOperationException {
        List<WrongValue> errors = new ArrayList<>();
        int start = out.length();
        for (Shape it : shape.parts()) {
            try {
                write(it, value);
                return;
            } catch (WrongValue error) {
                out.setLength(start);
                errors.add(error);
            }
        }
        for (WrongValue error : errors) if (error.isDeep()) throw error;
        String wanted = errors.stream().map(WrongValue::wanted).distinct().collect(Collectors.joining(" or "));
        throw WrongValue.result(value, wanted);
    }

    private void plain(List<Object> values) {
        String separator = "[";
        for (Object value : values) {
            out.append(separator).append(value);
            separator = ",";
        }
        out.append(separator.equals("[") ? "[]" : "]");
    }
}
