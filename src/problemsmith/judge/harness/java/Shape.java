package problemsmith;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A type of the signature. `kind` is that of a primitive (int, float, string, boolean, null), array,
 * tuple, map (key, value), record, union, ListNode or TreeNode; `parts` are the types inside.
 */
record Shape(String kind, String name, List<Shape> parts, Shapes all) {

    /** A property of a record: its name in JSON and in the class. */
    record Property(String key, String name, Shape shape) {}

    /** The types that a task names. */
    static final class Shapes {
        private final Map<String, Object> trees = new HashMap<>();
        private final Map<String, Shape> named = new HashMap<>();
        private final Map<String, List<Property>> records = new HashMap<>();

        @SuppressWarnings("unchecked")
        Shapes(Map<String, Object> task) {
            trees.putAll((Map<String, Object>) task.get("named"));
            Map<String, Object> properties = (Map<String, Object>) task.get("records");
            properties.forEach((name, listed) -> {
                List<Property> made = new ArrayList<>();
                for (List<Object> it : (List<List<Object>>) listed) {
                    made.add(new Property((String) it.get(0), (String) it.get(1), shape(it.get(2))));
                }
                records.put(name, made);
            });
        }

        /** From a tree: a list of the kind, then a name or the types inside. */
        Shape shape(Object tree) {
            List<?> list = (List<?>) tree;
            String kind = (String) list.get(0);
            if (kind.equals("record") || kind.equals("named")) {
                return new Shape(kind, (String) list.get(1), List.of(), this);
            }
            List<Shape> parts = new ArrayList<>();
            for (Object part : list.subList(1, list.size())) parts.add(shape(part));
            return new Shape(kind, kind, parts, this);
        }

        private Shape find(String name) {
            Shape found = named.get(name);
            if (found == null) named.put(name, found = shape(trees.get(name)));
            return found;
        }
    }

    /** The type itself, or what a named one stands for. */
    Shape resolved() {
        Shape shape = this;
        while (shape.kind.equals("named")) shape = all.find(shape.name);
        return shape;
    }

    List<Property> properties() {
        return all.records.get(name);
    }

    /** Whether the JSON that begins here has the outer shape of this type. */
    boolean fits(Json in) {
        char first = in.peek();
        boolean isNumber = first == '-' || (first >= '0' && first <= '9');
        switch (kind) {
            case "named":
                return resolved().fits(in);
            case "int":
                return isNumber && in.copy().word().matches("-?\\d+");
            case "float":
                return isNumber;
            case "string":
                return first == '"';
            case "boolean":
                return first == 't' || first == 'f';
            case "null":
                return first == 'n';
            case "map":
                return first == '{';
            case "union":
                return parts.stream().anyMatch(it -> it.fits(in));
            case "tuple":
                if (first != '[') return false;
                int[] count = {0};
                Json items = in.copy();
                items.parts(']', () -> {
                    items.skip();
                    count[0]++;
                });
                return count[0] == parts.size();
            case "record":
                if (first != '{') return false;
                List<String> keys = new ArrayList<>();
                Json fields = in.copy();
                fields.parts('}', () -> {
                    keys.add(fields.string());
                    fields.take(':');
                    fields.skip();
                });
                return keys.size() == properties().size()
                        && properties().stream().allMatch(it -> keys.contains(it.key));
            default:
                return first == '[';
        }
    }
}
