"""JavaScript: files, the environment, the network and processes, through Deno and its node modules.

Whatever throws is contained; each case returns `ESCAPED` only when something got through.
"""

from sandbox.attacks.case import CONTAINED, Attack, verdicts

LANGUAGES = ("javascript", "typescript")

CASES = (
    # files
    Attack(
        "read a file of the host",
        """
        const fs = await import("node:fs");
        return "ESCAPED " + fs.readFileSync("{folder}/secret", "utf8");
        """,
    ),
    Attack(
        "read files of the system by every interface",
        """
        const fs = await import("node:fs");
        const got = [];
        for (const path of ["/etc/passwd", "/etc/shadow", "/proc/1/environ", "/proc/self/maps"]) {
          for (const read of [fs.readFileSync, fs.readdirSync, fs.statSync, fs.openSync]) {
            try {
              const found = read(path, "utf8");
              if (typeof found === "string" || Array.isArray(found)) got.push(path + found);
            } catch {}
          }
          try { got.push(await fs.promises.readFile(path, "utf8")); } catch {}
          try { got.push(await (await fetch("file://" + path)).text()); } catch {}
        }
        return got.length ? "ESCAPED " + got : "nothing";
        """,
        verdicts("accepted"),
    ),
    Attack(
        "import a file of the host",
        """
        for (const type of ["json", "text", "bytes"]) {
          try {
            const found = await import("file://{folder}/secret", { with: { type } });
            return "ESCAPED " + found.default;
          } catch {}
        }
        return "nothing";
        """,
        verdicts("accepted"),
    ),
    Attack(
        "open a file of the host as a module, a library, a database",
        """
        const { createRequire } = await import("node:module");
        const { DatabaseSync } = await import("node:sqlite");
        const { default: own } = await import("node:process");
        const tries = [
          () => createRequire("file:///work/")("{folder}/secret"),
          () => own.dlopen({ exports: {} }, "{folder}/secret"),
          () => new DatabaseSync("{folder}/secret").exec("create table a (b)"),
          () => new DatabaseSync(":memory:").loadExtension("{folder}/secret"),
        ];
        for (const attempt of tries) {
          try { await attempt(); return "ESCAPED"; } catch {}
        }
        return "nothing";
        """,
        verdicts("accepted"),
    ),
    Attack(
        "write anywhere at all",
        """
        const fs = await import("node:fs");
        const folders = ["/", "/tmp", "/dev", "/dev/shm", "/work", "/box", "/deno", "{folder}"];
        for (const folder of folders) {
          const path = folder + "/{token}";
          for (const attempt of [
            () => fs.writeFileSync(path, "x"), () => fs.mkdirSync(path),
            () => fs.symlinkSync("/etc/passwd", path), () => fs.openSync(path, "w"),
            () => fs.cpSync("/work/task.json", path), () => fs.mkdtempSync(path),
          ]) {
            try { attempt(); } catch {}
          }
        }
        return "tried";  // the host tells whether anything was made
        """,
        verdicts("accepted"),
    ),
    Attack(
        "change the program of the next test",
        """
        const fs = await import("node:fs");
        for (const path of ["/work/task.json", "/work/solution.js", "/work/solution.ts"]) {
          for (const attempt of [
            () => fs.writeFileSync(path, "x"), () => fs.appendFileSync(path, "x"),
            () => fs.truncateSync(path, 0), () => fs.unlinkSync(path),
            () => fs.renameSync(path, path + "x"), () => fs.chmodSync(path, 0),
            () => fs.utimesSync(path, 1, 1), () => fs.linkSync(path, path + "y"),
          ]) {
            try { attempt(); } catch {}
          }
        }
        return "tried";  // the next test needs all of them
        """,
        verdicts("accepted"),
    ),
    # the environment and memory
    Attack(
        "the environment",
        """
        const found = [globalThis.process?.env, (await import("node:process")).env];
        return JSON.stringify(found).includes("{token}") ? "ESCAPED" : "nothing";
        """,
    ),
    Attack(
        "every open descriptor",
        """
        const fs = await import("node:fs");
        const buffer = new Uint8Array(4096);
        for (let number = 0; number < 256; number++) {
          let count = 0;
          try { count = fs.readSync(number, buffer, 0, 4096, 0); } catch { continue; }
          const text = new TextDecoder().decode(buffer.subarray(0, count));
          if (text.includes("{token}") || text.includes("{mark1}" + "{mark2}")) return "ESCAPED";
        }
        return "nothing";
        """,
    ),
    Attack(
        "what the system tells of the host",
        """
        const os = await import("node:os");
        const told = [];
        for (const ask of [os.hostname, os.userInfo, os.networkInterfaces, os.homedir, os.cpus]) {
          try { told.push(JSON.stringify(ask())); } catch {}
        }
        return told.join().includes("{hostname}") ? "ESCAPED " + told : "nothing";
        """,
    ),
    # the network
    Attack(
        "fetch from the host",
        """
        for (const name of ["127.0.0.1", "localhost", "[::1]", "0.0.0.0"]) {
          try { return "ESCAPED " + (await fetch(`http://${name}:{port}/`)).status; } catch {}
        }
        return "nothing";
        """,
        verdicts("accepted"),
    ),
    Attack(
        "import from the host and from the web",
        """
        for (const place of ["http://127.0.0.1:{port}/a.js", "https://deno.land/x/a.ts", "npm:a",
          "jsr:@std/assert", "data:text/javascript,export default Deno.readDirSync"]) {
          try {
            const { default: made } = await import(place);
            if (made && made !== liar) return "ESCAPED " + made;
          } catch {}
        }
        return "nothing";
        """,
        verdicts("accepted"),
    ),
    Attack(
        "sockets of node",
        """
        const net = await import("node:net");
        const ends = [{ port: {port}, host: "127.0.0.1" }, { path: "{folder}/socket" }];
        for (const end of ends) {
          const outcome = await new Promise((resolve) => {
            try {
              net.connect(end, () => resolve("ESCAPED")).on("error", () => resolve(""));
            } catch { resolve(""); }
          });
          if (outcome) return outcome;
        }
        return "nothing";
        """,
    ),
    Attack(
        "datagrams, names and listeners",
        """
        const dgram = await import("node:dgram");
        const dns = await import("node:dns/promises");
        const net = await import("node:net");
        try { await dns.lookup("example.com"); return "ESCAPED"; } catch {}
        try { await dns.resolve4("example.com"); return "ESCAPED"; } catch {}
        try {
          return await new Promise((resolve, reject) => {
            const socket = dgram.createSocket("udp4").on("error", reject);
            socket.send("x", {port}, "127.0.0.1", (error) => resolve(error ? "" : "ESCAPED"));
          });
        } catch {}
        return await new Promise((resolve) => {
          const server = net.createServer().on("error", () => resolve("nothing"));
          server.listen(0, () => resolve("ESCAPED"));
        });
        """,
    ),
    Attack(
        "a web socket",
        """
        return await new Promise((resolve) => {
          const socket = new WebSocket("ws://127.0.0.1:{port}/");
          socket.onerror = () => resolve("nothing");
          socket.onopen = () => resolve("ESCAPED");
        });
        """,
    ),
    # processes and threads
    Attack(
        "start a process",
        """
        const child = await import("node:child_process");
        for (const run of [child.execFileSync, child.spawnSync, child.spawn, child.fork]) {
          for (const command of ["/deno/deno", "/py/bin/python3", "/bin/sh", "true"]) {
            try {
              const made = run(command, ["--version"]);
              const said = String(made.stdout ?? made);
              if (made.pid > 0 || /deno|python/i.test(said)) return "ESCAPED " + said;
            } catch {}
          }
        }
        return "nothing";
        """,
    ),
    Attack(
        "a worker with all permissions",
        """
        const code = "postMessage(Deno.readTextFileSync('/etc/passwd'))";
        const url = "data:text/javascript," + encodeURIComponent(code);
        const worker = new Worker(url, { type: "module", deno: { permissions: "inherit" } });
        return await new Promise((resolve) => {
          worker.onmessage = ({ data }) => resolve("ESCAPED " + data);
          worker.onerror = (event) => { event.preventDefault(); resolve("refused"); };
        });
        """,
    ),
    Attack(
        "a worker of node",
        """
        const { Worker: Thread } = await import("node:worker_threads");
        const thread = new Thread("require('fs').readFileSync('{folder}/secret')", { eval: true });
        return await new Promise((resolve) => {
          thread.on("error", () => resolve("refused"));
          thread.on("exit", (code) => resolve(code ? "refused" : "ESCAPED"));
        });
        """,
        CONTAINED | verdicts("memory_limit_exceeded", "time_limit_exceeded"),
    ),
    Attack(
        "kill the harness",
        """
        const { default: own } = await import("node:process");
        for (const number of [1, 0, -1, own.ppid]) {
          for (const name of ["SIGKILL", "SIGTERM", "SIGSTOP", "SIGINT"]) {
            try { own.kill(number, name); } catch {}
          }
        }
        return "tried";
        """,
    ),
    Attack(
        "become root, leave the folder, change the mask",
        """
        const { default: own } = await import("node:process");
        const done = [];
        for (const call of ["setuid", "seteuid", "setgid", "setegid", "setgroups", "initgroups"]) {
          try { own[call](0); done.push(call); } catch {}
        }
        return done.length && own.getuid() === 0 ? "ESCAPED " + done : "nobody";
        """,
    ),
)
