package problemsmith;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles the files it is given and writes the classes to standard output: their number, and for
 * each its name and its bytes. The first file is the program's own: it sees some imports, and errors
 * are told of its lines as its author wrote them. Nothing of the program is run.
 */
public final class Compile {
    private static final String IMPORTS = "import java.util.*; import java.util.function.*; "
            + "import java.util.stream.*; import java.math.*; ";
    private static final String TOO_DEEP = "The program is nested too deeply for the compiler.";
    private static final int SHOWN_ERRORS = 10;

    public static void main(String[] paths) throws IOException {
        int status = 1;
        try {
            status = compiled(paths) ? 0 : 1;
        } catch (OutOfMemoryError error) {
            System.err.println("The compiler needed more memory than it may have.");
        } catch (StackOverflowError error) {
            System.err.println(TOO_DEEP);
        }
        System.exit(status);
    }

    private static boolean compiled(String[] paths) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> told = new DiagnosticCollector<>();
        List<Source> sources = new ArrayList<>();
        for (String path : paths) {
            String text = Files.readString(Path.of(path));
            sources.add(new Source(Path.of(path).getFileName().toString(), sources.isEmpty() ? IMPORTS : "", text));
        }
        Map<String, Made> classes = new LinkedHashMap<>();
        boolean isCompiled;
        StringWriter said = new StringWriter(); // what the compiler says when it crashes
        try (Kept files = new Kept(compiler.getStandardFileManager(told, Locale.ENGLISH, null), classes)) {
            // -proc:none: no annotation processor, which would be code that runs while compiling.
            List<String> options = List.of("-proc:none", "-g", "-nowarn", "-Xlint:none");
            isCompiled = compiler.getTask(said, files, told, options, null, sources).call();
        }
        if (!isCompiled && told.getDiagnostics().isEmpty()) {
            boolean isDeep = said.toString().contains("StackOverflowError");
            System.err.println(isDeep ? TOO_DEEP : "The compiler could not cope with the program.");
        }
        if (!isCompiled) {
            told.getDiagnostics().stream().filter(it -> it.getKind() == Diagnostic.Kind.ERROR)
                    .limit(SHOWN_ERRORS).forEach(Compile::tell);
            return false;
        }
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
        out.writeInt(classes.size());
        for (Map.Entry<String, Made> it : classes.entrySet()) {
            out.writeUTF(it.getKey());
            byte[] content = it.getValue().content.toByteArray();
            out.writeInt(content.length);
            out.write(content);
        }
        out.flush();
        return true;
    }

    private static void tell(Diagnostic<? extends JavaFileObject> error) {
        String message = error.getMessage(Locale.ENGLISH);
        if (!(error.getSource() instanceof Source source) || error.getLineNumber() < 1) {
            System.err.println("error: " + message);
            return;
        }
        System.err.println(source.name + ":" + error.getLineNumber() + ": error: " + message);
        String[] lines = source.text.split("\n", -1);
        int line = (int) Math.min(error.getLineNumber(), lines.length) - 1;
        long column = error.getColumnNumber() - (line == 0 ? source.before.length() : 0);
        if (column < 1 || column > lines[line].length() + 1) return;
        System.err.println(lines[line]);
        System.err.println(lines[line].substring(0, (int) column - 1).replaceAll("[^\t]", " ") + "^");
    }

    private static final class Source extends SimpleJavaFileObject {
        final String name;
        final String before;
        final String text;

        Source(String name, String before, String text) {
            super(URI.create("string:///" + name), Kind.SOURCE);
            this.name = name;
            this.before = before;
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return before + text;
        }
    }

    private static final class Made extends SimpleJavaFileObject {
        final ByteArrayOutputStream content = new ByteArrayOutputStream();

        Made(String name) {
            super(URI.create("string:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return content;
        }
    }

    private static final class Kept extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, Made> classes;

        Kept(JavaFileManager files, Map<String, Made> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return classes.computeIfAbsent(name, Made::new);
        }
    }
}
