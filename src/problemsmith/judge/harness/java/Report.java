package problemsmith;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Records as `harness/protocol.py` describes them, written to standard output; what the program
 * prints becomes records, too.
 */
final class Report {
    private static final int MAX_PRINTED_BYTES = 8 << 20;
    private static final int FLUSH_BYTES = 4096;
    private static final int PROMPT_FLUSHES = 64;
    private static final int FULL_BYTES = 16 << 20; // half of what the result file may hold

    private final OutputStream file = new FileOutputStream(FileDescriptor.out);
    private final Printed standardOutput = new Printed('O');
    private final Printed standardError = new Printed('E');
    private long printed;
    private long written;

    private final PrintStream out = new PrintStream(standardOutput, true, StandardCharsets.UTF_8);
    private final PrintStream err = new PrintStream(standardError, true, StandardCharsets.UTF_8);

    void takePrints() {
        System.setOut(out);
        System.setErr(err);
    }

    boolean isFull() {
        return written >= FULL_BYTES;
    }

    synchronized void record(char kind, String body, long cpuNs) {
        record(kind, body.getBytes(StandardCharsets.UTF_8), cpuNs);
    }

    /** The outcome of a call, behind all that it printed. */
    synchronized void outcome(char kind, String body, long cpuNs) {
        out.flush();
        err.flush();
        standardOutput.emit();
        standardError.emit();
        if (printed > MAX_PRINTED_BYTES) error("output", "", cpuNs);
        else record(kind, body, cpuNs);
        printed = 0;
    }

    void failure(String kind, String message, long cpuNs) {
        outcome('X', errorBody(kind, message), cpuNs);
    }

    private void error(String kind, String message, long cpuNs) {
        record('X', errorBody(kind, message), cpuNs);
    }

    private static String errorBody(String kind, String message) {
        StringBuilder body = new StringBuilder("{\"stage\":\"call\",\"kind\":");
        Json.writeString(body, kind);
        body.append(",\"message\":");
        Json.writeString(body, message);
        return body.append('}').toString();
    }

    private synchronized void record(char kind, byte[] body, long cpuNs) {
        ByteBuffer content = ByteBuffer.allocate(17 + body.length);
        content.put((byte) kind).putInt(body.length).putLong(Math.max(cpuNs, 0)).putInt(0).put(body);
        written += content.capacity();
        try {
            file.write(content.array());
        } catch (IOException error) {
            Runtime.getRuntime().halt(70);
        }
    }

    private final class Printed extends OutputStream {
        private final char kind;
        private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
        private int flushes;

        Printed(char kind) {
            this.kind = kind;
        }

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] content, int offset, int length) {
            synchronized (Report.this) {
                printed += length;
                if (printed > MAX_PRINTED_BYTES) {
                    // The flood ends here, whatever the program catches.
                    error("output", "", 0);
                    Runtime.getRuntime().halt(0);
                }
                pending.write(content, offset, length);
                if (pending.size() > FLUSH_BYTES) emit();
            }
        }

        @Override
        public void flush() {
            // The first lines go out at once, so that they are seen even of a program that is killed.
            if (flushes < PROMPT_FLUSHES) emit();
        }

        void emit() {
            synchronized (Report.this) {
                if (pending.size() == 0) return;
                flushes++;
                record(kind, pending.toByteArray(), 0);
                pending.reset();
            }
        }
    }
}
