package problemsmith;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Calls the program's method once for each line of standard input, and reports by records. */
public final class Run {
    private static final long STACK_BYTES = 32 << 20;
    private static final int SHOWN_FRAMES = 8;
    private static final String FILE = "Solution.java";

    private final Report report = new Report();
    private final Map<String, Object> task;
    private final Shape.Shapes shapes;
    private final Loader loader;

    @SuppressWarnings("unchecked")
    private Run(Path task, Path program) throws IOException {
        this.task = (Map<String, Object>) new Json(Files.readString(task)).value();
        shapes = new Shape.Shapes(this.task);
        loader = new Loader(Files.readAllBytes(program));
    }

    public static void main(String[] paths) throws Exception {
        Run run = new Run(Path.of(paths[0]), Path.of(paths[1]));
        String input = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        System.setIn(new ByteArrayInputStream(new byte[0]));
        run.report.takePrints();
        Thread calls = new Thread(null, () -> run.calls(input), "main", STACK_BYTES);
        calls.setContextClassLoader(run.loader);
        calls.start();
    }

    private void calls(String input) {
        try {
            Method method = method();
            report.record('L', "", 0);
            for (int start = 0; start < input.length() && !report.isFull(); ) {
                int end = input.indexOf('\n', start);
                if (end < 0) end = input.length();
                if (!call(method, input.substring(start, end))) break;
                start = end + 1;
            }
        } catch (WrongValue error) {
            report.failure("exception", error.getMessage(), 0);
        } catch (Throwable error) {
            report.failure("exception", described(error), 0);
        } finally {
            Runtime.getRuntime().halt(0); // no thread and no hook of the program's goes on
        }
    }

    private Method method() throws ReflectiveOperationException {
        List<?> names = (List<?>) task.get("names");
        List<Method> found = new ArrayList<>();
        Class<?> type = null;
        try {
            type = Class.forName("Solution", false, loader);
        } catch (ClassNotFoundException error) {
            // Told below.
        }
        for (Object name : names) {
            if (type == null || !found.isEmpty()) break;
            for (Method it : type.getDeclaredMethods()) {
                boolean isWanted = it.getName().equals(name) && !it.isBridge();
                if (isWanted && !Modifier.isPrivate(it.getModifiers())) found.add(it);
            }
        }
        int count = parameters().size();
        if (found.size() > 1) found.removeIf(it -> it.getParameterCount() != count);
        if (found.size() != 1) {
            throw WrongValue.plain("The program needs a class Solution with one method " + names.get(0) + ".");
        }
        Method method = found.get(0);
        if (method.getParameterCount() != count) {
            throw WrongValue.plain("The method " + method.getName() + " takes " + method.getParameterCount()
                    + " arguments; the signature has " + count + ".");
        }
        method.setAccessible(true);
        return method;
    }

    /** Tells whether this process is fit for another call. */
    private boolean call(Method method, String line) {
        long start = 0;
        try {
            Object[] arguments = arguments(method, line);
            Object target = null;
            start = System.nanoTime();
            if (!Modifier.isStatic(method.getModifiers())) {
                Constructor<?> constructor = method.getDeclaringClass().getDeclaredConstructor();
                constructor.setAccessible(true);
                target = constructor.newInstance();
            }
            Object result = method.invoke(target, arguments);
            String text = Writer.written(shapes.shape(task.get("returns")), result);
            report.outcome('V', text, System.nanoTime() - start);
            return true;
        } catch (WrongValue error) {
            report.failure(error.kind, error.getMessage(), since(start));
            return true;
        } catch (Throwable error) {
            Throwable cause = error instanceof InvocationTargetException ? error.getCause() : error;
            if (cause instanceof ExceptionInInitializerError && cause.getCause() != null) cause = cause.getCause();
            boolean isMemory = cause instanceof OutOfMemoryError && !String.valueOf(cause.getMessage()).contains("thread");
            report.failure(isMemory ? "memory" : "exception", isMemory ? "" : described(cause), since(start));
            return !isMemory;
        }
    }

    private static long since(long start) {
        return start == 0 ? 0 : System.nanoTime() - start;
    }

    private List<?> parameters() {
        return (List<?>) task.get("parameters");
    }

    private Object[] arguments(Method method, String line) throws ReflectiveOperationException {
        Type[] types = method.getGenericParameterTypes();
        Object[] arguments = new Object[types.length];
        Reader reader = new Reader(loader);
        Json in = new Json(line);
        in.take('[');
        for (int at = 0; at < types.length; at++) {
            if (at > 0) in.take(',');
            // Optional parameters may be left off at the end.
            Json from = in.peek() == ']' ? new Json("null") : in;
            arguments[at] = reader.read(from, shapes.shape(parameters().get(at)), types[at]);
        }
        return arguments;
    }

    /** The error with the program's own frames only. */
    private static String described(Throwable error) {
        StringBuilder text = new StringBuilder();
        try {
            text.append(error);
        } catch (Throwable worse) {
            text.append(error.getClass().getName());
        }
        int count = 0;
        for (StackTraceElement it : error.getStackTrace()) {
            if (!FILE.equals(it.getFileName())) continue;
            if (count++ < SHOWN_FRAMES) text.append("\n    at ").append(frame(it));
        }
        if (count > SHOWN_FRAMES) text.append("\n    ... ").append(count - SHOWN_FRAMES).append(" more frames ...");
        if (error.getCause() != null && error.getCause() != error) text.append("\nCaused by: ").append(error.getCause());
        return text.toString();
    }

    private static String frame(StackTraceElement it) {
        return it.getClassName() + "." + it.getMethodName() + "(" + FILE + ":" + it.getLineNumber() + ")";
    }

    /** The program's classes: before any of the harness's, which a program may define anew. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes = new HashMap<>();

        Loader(byte[] program) throws IOException {
            super(Run.class.getClassLoader());
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(program));
            for (int count = in.readInt(); count > 0; count--) {
                String name = in.readUTF();
                classes.put(name, in.readNBytes(in.readInt()));
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> found = findLoadedClass(name);
                if (found != null) return found;
                byte[] content = classes.remove(name);
                if (content == null) return super.loadClass(name, resolve);
                return defineClass(name, content, 0, content.length);
            }
        }
    }
}
