"""A Java program that does what its input says: compiling takes a second."""

DOER = r"""
import java.io.*;
import java.lang.reflect.*;
import java.net.*;
import java.nio.*;
import java.nio.file.*;

class Solution {
    static int calls = 0;
    static List<Object> hoard = new ArrayList<>();

    interface Attempt { void run() throws Throwable; }

    // How many of the attempts worked that none may.
    static long attempts() {
        Attempt[] all = {
            () -> new FileInputStream("/etc/passwd").read(),
            () -> new FileInputStream("/proc/1/mem").read(),
            () -> new FileOutputStream("/work/program").write(1),
            () -> new FileOutputStream("/work/task.json", true).write(1),
            () -> new FileOutputStream("/tmp/new").write(1),
            () -> Files.createDirectory(Path.of("/work/folder")),
            () -> Files.delete(Path.of("/work/program")),
            () -> Files.createSymbolicLink(Path.of("/work/link"), Path.of("/etc")),
            () -> new ProcessBuilder("/java/bin/java", "-version").start(),
            () -> Runtime.getRuntime().exec("/bin/true"),
            () -> new Socket("127.0.0.1", 80),
            () -> new ServerSocket(0),
            () -> new DatagramSocket(),
            () -> InetAddress.getByName("example.com"),
            () -> java.nio.channels.SocketChannel.open(
                java.net.UnixDomainSocketAddress.of("/work/socket")),
            () -> { if (System.getenv("HOME") == null) throw new Exception(); },
            () -> ProcessHandle.of(1).get().destroyForcibly(),
            () -> System.load("/work/program"),
            () -> Class.forName("com.sun.tools.attach.VirtualMachine")
                .getMethod("attach", String.class).invoke(null, "1"),
        };
        long worked = 0;
        for (Attempt attempt : all) {
            try {
                attempt.run();
                worked++;
            } catch (Throwable refused) {
                continue;
            }
        }
        return worked;
    }

    static void spin() {
        for (;;) calls++;
    }

    static long deep(long n) {
        return n == 0 ? 0 : 1 + deep(n - 1);
    }

    public long runSolution(String what, long n) throws Exception {
        calls++;
        switch (what) {
            case "adds":
                System.out.println("hello " + n);
                System.err.print("warned");
                return n + 1;
            case "counts calls":
                return calls;
            case "spins":
                spin();
            case "sleeps":
                Thread.sleep(1_000_000);
            case "allocates":
                byte[] all = new byte[(int) n << 20];
                return all.length >> 20;
            case "keeps":
                for (int i = 0; i < n; i++) {
                    long[][] part = new long[64][(1 << 11) - 2];
                    hoard.add(part);
                }
                return hoard.size();
            case "grows":
                for (;;) hoard.add(new long[1 << 12]);
            case "catches":
                try {
                    for (;;) hoard.add(new long[1 << 12]);
                } catch (OutOfMemoryError error) {
                    hoard.clear();
                    return n;
                }
            case "takes direct memory":
                for (;;) hoard.add(ByteBuffer.allocateDirect(1 << 20));
            case "recurses":
                return deep(n);
            case "throws":
                long[] three = new long[3];
                return three[(int) n];
            case "throws oddly":
                throw new RuntimeException() { public String toString() { throw new Error(); } };
            case "throws for a cause":
                throw new IllegalStateException("outer", new Exception("inner"));
            case "divides":
                return n / (calls - 1);
            case "exits":
                System.exit((int) n);
            case "halts":
                Runtime.getRuntime().halt((int) n);
            case "prints":
                for (;;) System.out.println("x".repeat(1000));
            case "prints and catches":
                for (;;) {
                    try {
                        System.out.print("x".repeat(1000));
                    } catch (Throwable it) {
                        continue;
                    }
                }
            case "forges": {
                byte[] body = String.valueOf(n).getBytes();
                ByteBuffer record = ByteBuffer.allocate(17 + body.length);
                record.put((byte) 'V').putInt(body.length).putLong(0).putInt(0).put(body);
                new FileOutputStream(FileDescriptor.out).write(record.array());
                Runtime.getRuntime().halt(0);
            }
            case "writes rubbish":
                new FileOutputStream(FileDescriptor.out).write("rubbish, and more".getBytes());
                Runtime.getRuntime().halt(0);
            case "lets threads go on":
                for (int i = 0; i < 3; i++) new Thread(Solution::spin).start();
                Runtime.getRuntime().addShutdownHook(new Thread(Solution::spin));
                return n;
            case "starts many threads":
                int started = 0;
                try {
                    for (;; started++) {
                        Thread thread = new Thread(() -> {
                            try { Thread.sleep(100_000); } catch (Exception it) { return; }
                        });
                        thread.setDaemon(true);
                        thread.start();
                    }
                } catch (OutOfMemoryError error) {
                    return started < 40 ? 1 : started;
                }
            case "attempts":
                return attempts();
            case "takes stdin":
                return System.in.read();
            case "reaches into the harness": {
                Class<?> run = Class.forName("problemsmith.Run");
                for (Field field : run.getDeclaredFields()) {
                    field.setAccessible(true);
                    if (Modifier.isStatic(field.getModifiers())) hoard.add(field.get(null));
                }
                System.setOut(null);
                System.setErr(null);
                Thread.currentThread().setContextClassLoader(null);
                return n;
            }
            case "interrupts all":
                for (Thread thread : Thread.getAllStackTraces().keySet()) thread.interrupt();
                return n;
        }
        return -1;
    }
}
"""
