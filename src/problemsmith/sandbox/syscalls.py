"""Which system calls a box and a locked-down child may make: policy, apart from its mechanism.

`problemsmith.sandbox.seccomp` turns these tables into filters. Names that an architecture or an
older libseccomp does not know are skipped: what the child's list does not name is refused anyway.
"""

DENIED_IN_BOX = (
    # mounts and the shape of the file tree
    *("mount", "umount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree"),
    *("fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr", "statmount", "listmount"),
    *("swapon", "swapoff", "quotactl", "quotactl_fd", "fanotify_init", "fanotify_mark"),
    *("open_by_handle_at", "name_to_handle_at", "mknod", "mknodat"),
    # namespaces
    *("unshare", "setns"),
    # keyrings, and kernel code of one's own
    *("add_key", "keyctl", "request_key", "bpf", "init_module", "finit_module", "delete_module"),
    *("kexec_load", "kexec_file_load", "reboot", "create_module", "get_kernel_syms"),
    *("query_module", "nfsservctl"),
    # interfaces with a long history of holes
    *("io_uring_setup", "io_uring_enter", "io_uring_register", "perf_event_open"),
    *("userfaultfd", "lookup_dcookie", "vmsplice", "modify_ldt", "uselib", "vm86", "vm86old"),
    # other processes' memory and descriptors
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp"),
    *("pidfd_getfd", "process_mrelease"),
    # the machine's own settings
    *("settimeofday", "stime", "clock_settime", "clock_adjtime", "adjtimex", "sethostname"),
    *("setdomainname", "acct", "syslog", "iopl", "ioperm", "ioprio_set", "vhangup"),
    *("personality", "set_mempolicy", "mbind", "migrate_pages", "move_pages"),
    *("set_mempolicy_home_node",),
    # System V and POSIX memory that outlives a process
    *("shmget", "shmat", "shmctl", "shmdt", "semget", "semop", "semctl", "semtimedop"),
    *("msgget", "msgsnd", "msgrcv", "msgctl", "mq_open", "mq_unlink"),
    # secrets and landlock of one's own are not needed
    *("memfd_secret",),
)
"""Refused with EPERM for everything in the box, the trusted harness included."""

DENIED_SOCKET_FAMILIES = {
    "AF_PACKET": 17,
    "AF_NETLINK": 16,
    "AF_ALG": 38,
    "AF_VSOCK": 40,
    "AF_XDP": 44,
    "AF_BLUETOOTH": 31,
    "AF_CAN": 29,
    "AF_TIPC": 30,
}
"""Socket families refused in the box (include/linux/socket.h); a child makes no socket at all."""

TIOCSTI = 0x5412
TIOCLINUX = 0x541C
DENIED_IOCTLS = (TIOCSTI, TIOCLINUX)
"""Requests that push input into a terminal (asm-generic/ioctls.h)."""

CLONE_THREAD = 0x00010000
NAMESPACE_FLAGS = (
    0x00000080,  # CLONE_NEWTIME
    0x00020000,  # CLONE_NEWNS
    0x02000000,  # CLONE_NEWCGROUP
    0x04000000,  # CLONE_NEWUTS
    0x08000000,  # CLONE_NEWIPC
    0x10000000,  # CLONE_NEWUSER
    0x20000000,  # CLONE_NEWPID
    0x40000000,  # CLONE_NEWNET
)
"""Flags of clone (include/uapi/linux/sched.h). CLONE_NEWTIME's bit is part of the exit signal in
clone, where no signal is as large as 128."""

ALLOWED_IN_CHILD = (
    # reading and writing what is open already, and files that the box shows
    *("read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "lseek"),
    *("_llseek", "close", "close_range", "dup", "dup2", "dup3", "fcntl", "ftruncate", "fsync"),
    *("open", "openat", "openat2", "access", "faccessat", "faccessat2", "getdents64"),
    *("stat", "lstat", "fstat", "newfstatat", "fstatat64", "statx", "statfs", "fstatfs"),
    *("readlink", "readlinkat", "getcwd", "chdir"),
    # memory, bounded by RLIMIT_AS
    *("mmap", "munmap", "mprotect", "mremap", "madvise", "brk", "membarrier"),
    # signals of one's own
    *("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "rt_sigtimedwait"),
    *("rt_sigpending", "pause", "alarm", "setitimer", "getitimer", "restart_syscall"),
    # threads
    *("futex", "set_robust_list", "get_robust_list", "rseq", "set_tid_address", "sched_yield"),
    *("sched_getaffinity", "sched_getparam", "sched_getscheduler", "getcpu", "gettid"),
    # time
    *("clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time"),
    *("times", "getrusage"),
    # waiting
    *("poll", "ppoll", "select", "pselect6", "_newselect"),
    # who am I
    *("getpid", "getppid", "getpgrp", "getpgid", "getsid", "getuid", "geteuid", "getgid"),
    *("getegid", "getgroups", "getresuid", "getresgid", "uname", "sysinfo", "getrandom"),
    *("getrlimit", "getpriority"),
    # the end
    *("exit", "exit_group"),
)
"""All that a program's child may call, beside the calls with conditions in
`problemsmith.sandbox.seccomp`; everything else is refused with EPERM."""

ALLOWED_IOCTLS = (0x5401, 0x5450, 0x5451)
"""TCGETS (is this a terminal?), FIONCLEX and FIOCLEX: what Python asks of a file it opens."""

ALLOWED_SIGNALS = tuple(signal for signal in range(1, 32) if signal not in (9, 19))
"""What a child may send to threads: not SIGKILL or SIGSTOP, which are to mean the harness."""

ALLOWED_IN_RUNTIME = (
    *("epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "eventfd2", "poll"),
    *("arch_prctl", "prctl", "pkey_alloc", "pkey_free", "pkey_mprotect", "mincore"),
)
"""What V8, the JVM and a dynamic loader call beside those. No file is opened for writing."""

RUNTIME_IOCTLS = (0x5421, 0x5413)
"""FIONBIO (do not wait) and TIOCGWINSZ (how wide is the terminal?)."""

WRITING_FLAGS = 0o3 | 0o100 | 0o1000
"""O_ACCMODE, O_CREAT and O_TRUNC (asm-generic/fcntl.h): none may be set to open for reading."""

EXEC_FD = 9
"""The descriptor of the runtime that a child becomes; see `judge.harness.commands.driver`."""

AT_EMPTY_PATH = 0x1000
AF_UNIX = 1
