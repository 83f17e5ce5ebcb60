package problemsmith;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From JSON to the types that the program declares, by the signature. */
final class Reader {
    private static final BigInteger LOWEST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger HIGHEST = BigInteger.valueOf(Long.MAX_VALUE);
    private final ClassLoader loader;

    Reader(ClassLoader loader) {
        this.loader = loader;
    }

    Object read(Json in, Shape shape, Type type) throws ReflectiveOperationException {
        if (in.peek() == 'n') {
            in.word();
            if (raw(type).isPrimitive()) throw WrongValue.misfit("null", raw(type).getName());
            return null;
        }
        switch (shape.kind()) {
            case "named":
                return read(in, shape.resolved(), type);
            case "int":
                return integer(in.word(), raw(type));
            case "float":
                return decimal(in.word(), raw(type));
            case "string":
                return string(in.string(), raw(type));
            case "boolean":
                return taken(in.word().equals("true"), raw(type), boolean.class, Boolean.class);
            case "array":
                return array(in, shape, type);
            case "tuple":
                return tuple(in, shape, type);
            case "map":
                return map(in, shape, type);
            case "record":
                return record(in, shape, raw(type) == Object.class ? natural(shape) : raw(type));
            case "union":
                for (Shape it : shape.parts()) if (it.fits(in)) return read(in, it, type);
                throw WrongValue.misfit(in.word(), type.getTypeName());
            case "ListNode":
                return list(in, raw(type) == Object.class ? natural(shape) : raw(type));
            case "TreeNode":
                return tree(in, raw(type) == Object.class ? natural(shape) : raw(type));
            default:
                throw WrongValue.declared(type, shape.name());
        }
    }

    private static Object integer(String word, Class<?> type) {
        boolean isShort = word.length() < 19;
        BigInteger wide = isShort ? null : new BigInteger(word);
        boolean fits = isShort || (wide.compareTo(LOWEST) >= 0 && wide.compareTo(HIGHEST) <= 0);
        if (type == BigInteger.class) return isShort ? new BigInteger(word) : wide;
        if (!fits && type.isAssignableFrom(BigInteger.class)) return wide;
        if (!fits) throw WrongValue.misfit(word, type.getSimpleName());
        long value = isShort ? Long.parseLong(word) : wide.longValue();
        if (type == long.class || type.isAssignableFrom(Long.class)) return value;
        Object narrow = type == int.class || type == Integer.class ? (Object) (int) value
                : type == short.class || type == Short.class ? (Object) (short) value
                : type == byte.class || type == Byte.class ? (Object) (byte) value : null;
        if (narrow == null) throw WrongValue.declared(type, "int");
        if (((Number) narrow).longValue() != value) throw WrongValue.misfit(word, type.getSimpleName());
        return narrow;
    }

    private static Object decimal(String word, Class<?> type) {
        if (type == BigDecimal.class) return new BigDecimal(word);
        double value = Double.parseDouble(word);
        if (type == float.class || type == Float.class) return (float) value;
        return taken(value, type, double.class, Double.class);
    }

    private static Object string(String value, Class<?> type) {
        if (type != char.class && type != Character.class) {
            return taken(value, type, String.class, String.class);
        }
        if (value.length() != 1) throw WrongValue.misfit('"' + value + '"', "char");
        return value.charAt(0);
    }

    private static Object taken(Object value, Class<?> type, Class<?> plain, Class<?> boxed) {
        if (type == plain || type.isAssignableFrom(boxed)) return value;
        throw WrongValue.declared(type, plain.getSimpleName());
    }

    private Object array(Json in, Shape shape, Type type) throws ReflectiveOperationException {
        Shape item = shape.parts().get(0);
        if (raw(type) == long[].class) return longs(in, item);
        if (raw(type) == int[].class) return ints(in, item);
        Type of = itemType(type, shape);
        List<Object> values = new ArrayList<>();
        each(in, ']', () -> values.add(read(in, item, of)));
        return collected(values, type, of);
    }

    private Object tuple(Json in, Shape shape, Type type) throws ReflectiveOperationException {
        Type of = itemType(type, shape);
        List<Object> values = new ArrayList<>();
        each(in, ']', () -> values.add(read(in, shape.parts().get(values.size()), of)));
        return collected(values, type, of);
    }

    private long[] longs(Json in, Shape item) throws ReflectiveOperationException {
        long[][] made = {new long[8]};
        int[] count = {0};
        each(in, ']', () -> {
            if (count[0] == made[0].length) made[0] = Arrays.copyOf(made[0], 2 * count[0]);
            made[0][count[0]++] = (Long) read(in, item, long.class);
        });
        return Arrays.copyOf(made[0], count[0]);
    }

    private int[] ints(Json in, Shape item) throws ReflectiveOperationException {
        int[][] made = {new int[8]};
        int[] count = {0};
        each(in, ']', () -> {
            if (count[0] == made[0].length) made[0] = Arrays.copyOf(made[0], 2 * count[0]);
            made[0][count[0]++] = (Integer) read(in, item, int.class);
        });
        return Arrays.copyOf(made[0], count[0]);
    }

    private Object collected(List<Object> values, Type type, Type of) throws ReflectiveOperationException {
        Class<?> raw = raw(type);
        if (raw.isArray() || raw == Object.class) {
            Object made = Array.newInstance(raw(of), values.size());
            for (int at = 0; at < values.size(); at++) Array.set(made, at, values.get(at));
            return made;
        }
        if (raw.isAssignableFrom(ArrayList.class)) return values;
        if (!Collection.class.isAssignableFrom(raw)) throw WrongValue.declared(type, "array");
        Class<?> maker = raw.isAssignableFrom(ArrayDeque.class) ? ArrayDeque.class
                : raw.isAssignableFrom(java.util.LinkedHashSet.class) ? java.util.LinkedHashSet.class : raw;
        @SuppressWarnings("unchecked")
        Collection<Object> made = (Collection<Object>) maker.getConstructor().newInstance();
        made.addAll(values);
        return made;
    }

    private Type itemType(Type type, Shape shape) throws ClassNotFoundException {
        if (type instanceof GenericArrayType it) return it.getGenericComponentType();
        if (raw(type).isArray()) return raw(type).getComponentType();
        if (raw(type) == Object.class) return natural(shape).getComponentType();
        return argument(type, 0);
    }

    private Object map(Json in, Shape shape, Type type) throws ReflectiveOperationException {
        Class<?> raw = raw(type);
        Class<?> maker = raw.isAssignableFrom(LinkedHashMap.class) ? LinkedHashMap.class
                : raw.isAssignableFrom(java.util.TreeMap.class) ? java.util.TreeMap.class : raw;
        if (!Map.class.isAssignableFrom(maker)) throw WrongValue.declared(type, "map");
        @SuppressWarnings("unchecked")
        Map<Object, Object> made = (Map<Object, Object>) maker.getConstructor().newInstance();
        Shape key = shape.parts().get(0);
        each(in, '}', () -> {
            String name = in.string();
            Object read = key.kind().equals("string") ? string(name, raw(argument(type, 0)))
                    : read(new Json(name), key, argument(type, 0));
            in.take(':');
            made.put(read, read(in, shape.parts().get(1), argument(type, 1)));
        });
        return made;
    }

    private Object record(Json in, Shape shape, Class<?> type) throws ReflectiveOperationException {
        if (!type.getName().equals(shape.name())) throw WrongValue.declared(type, shape.name());
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        Object made = constructor.newInstance();
        each(in, '}', () -> {
            String key = in.string();
            in.take(':');
            for (Shape.Property it : shape.properties()) {
                if (!it.key().equals(key)) continue;
                Field field = Nodes.field(type, it.name());
                field.set(made, read(in, it.shape(), field.getGenericType()));
                return;
            }
            in.skip();
        });
        return made;
    }

    private Object list(Json in, Class<?> type) throws ReflectiveOperationException {
        Nodes nodes = new Nodes(type, "next");
        Object[] ends = {null, null};
        each(in, ']', () -> {
            Object made = nodes.make(integer(in.word(), nodes.valueType()));
            if (ends[0] == null) ends[0] = made;
            else nodes.link(ends[1], 0, made);
            ends[1] = made;
        });
        return ends[0];
    }

    private Object tree(Json in, Class<?> type) throws ReflectiveOperationException {
        Nodes nodes = new Nodes(type, "left", "right");
        Object[] root = {null};
        int[] count = {0};
        Deque<Object> parents = new ArrayDeque<>();
        each(in, ']', () -> {
            int place = count[0]++;
            String word = in.word();
            Object made = word.equals("null") ? null : nodes.make(integer(word, nodes.valueType()));
            if (place == 0) root[0] = made;
            else nodes.link(place % 2 == 1 ? parents.peek() : parents.poll(), (place + 1) % 2, made);
            if (made != null) parents.add(made);
        });
        return root[0];
    }

    /** The class that stands for a type where the program declares Object. */
    private Class<?> natural(Shape shape) throws ClassNotFoundException {
        switch (shape.kind()) {
            case "named":
                Shape meant = shape.resolved();
                return meant.kind().equals("record") ? natural(meant) : Object.class;
            case "int":
                return long.class;
            case "float":
                return double.class;
            case "string":
                return String.class;
            case "boolean":
                return boolean.class;
            case "array":
                return natural(shape.parts().get(0)).arrayType();
            case "tuple":
                List<Shape> parts = shape.parts();
                boolean isEven = !parts.isEmpty() && parts.stream().allMatch(parts.get(0)::equals);
                return (isEven ? natural(parts.get(0)) : Object.class).arrayType();
            case "map":
                return Map.class;
            case "record", "ListNode", "TreeNode":
                return Class.forName(shape.name(), false, loader);
            default:
                return Object.class;
        }
    }

    private static Type argument(Type type, int at) {
        if (type instanceof ParameterizedType it && it.getActualTypeArguments().length > at) {
            return it.getActualTypeArguments()[at];
        }
        return Object.class;
    }

    static Class<?> raw(Type type) {
        if (type instanceof Class<?> it) return it;
        if (type instanceof ParameterizedType it) return (Class<?>) it.getRawType();
        if (type instanceof GenericArrayType it) return raw(it.getGenericComponentType()).arrayType();
        if (type instanceof WildcardType it) return raw(it.getUpperBounds()[0]);
        return Object.class;
    }

    private interface Part {
        void read() throws ReflectiveOperationException;
    }

    private static void each(Json in, char close, Part part) throws ReflectiveOperationException {
        ReflectiveOperationException[] failure = {null};
        in.parts(close, () -> {
            try {
                part.read();
            } catch (ReflectiveOperationException error) {
                failure[0] = error;
            }
        });
        if (failure[0] != null) throw failure[0];
    }
}
