package problemsmith;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Nodes of one class, known by their fields, so that a program may define its own. */
final class Nodes {
    private final Constructor<?> constructor;
    private final Field value;
    private final List<Field> links = new ArrayList<>();

    Nodes(Class<?> type, String... names) throws ReflectiveOperationException {
        try {
            constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            value = field(type, "val");
            for (String name : names) links.add(field(type, name));
        } catch (NoSuchMethodException | NoSuchFieldException error) {
            throw WrongValue.declared(type, names.length == 1 ? "ListNode" : "TreeNode");
        }
    }

    static Field field(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    Class<?> valueType() {
        return value.getType();
    }

    Object make(Object val) throws ReflectiveOperationException {
        Object made = constructor.newInstance();
        value.set(made, val);
        return made;
    }

    void link(Object node, int at, Object other) throws ReflectiveOperationException {
        if (node != null) links.get(at).set(node, other);
    }

    static List<Object> listed(Object head) throws ReflectiveOperationException {
        List<Object> values = new ArrayList<>();
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Object node = head; node != null; ) {
            Nodes nodes = of(node, "ListNode", "next");
            if (!seen.add(node)) throw WrongValue.result("a list that runs in a circle", "a ListNode");
            values.add(nodes.value.get(node));
            node = nodes.links.get(0).get(node);
        }
        return values;
    }

    static List<Object> levels(Object root) throws ReflectiveOperationException {
        List<Object> values = new ArrayList<>();
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object[]> waiting = new ArrayDeque<>();
        waiting.add(new Object[] {root});
        while (!waiting.isEmpty()) {
            Object node = waiting.poll()[0];
            if (node == null) {
                values.add(null);
                continue;
            }
            Nodes nodes = of(node, "TreeNode", "left", "right");
            if (!seen.add(node)) throw WrongValue.result("a tree with a node twice", "a TreeNode");
            values.add(nodes.value.get(node));
            for (Field link : nodes.links) waiting.add(new Object[] {link.get(node)});
        }
        while (!values.isEmpty() && values.get(values.size() - 1) == null) values.remove(values.size() - 1);
        return values;
    }

    private static Nodes last;
    private static Class<?> lastType;

    private static Nodes of(Object node, String wanted, String... names) throws ReflectiveOperationException {
        if (node.getClass() != lastType) {
            try {
                last = new Nodes(node.getClass(), names);
            } catch (WrongValue error) {
                throw WrongValue.result(node, wanted);
            }
            lastType = node.getClass();
        }
        return last;
    }
}
