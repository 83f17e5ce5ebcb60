"""Reading, writing and littering the file tree."""

from sandbox.attacks.case import Attack

CASES = (
    Attack("read the password file", "return 'ESCAPED ' + open('/etc/passwd').read()"),
    Attack("read the shadow file", "return 'ESCAPED ' + open('/etc/shadow').read()"),
    Attack("read a file of the host", "return 'ESCAPED ' + open('{folder}/secret').read()"),
    Attack("list the home of root", "return 'ESCAPED ' + str(os.listdir('/root'))"),
    Attack("list the temporary folder", "return 'ESCAPED ' + str(os.listdir('/tmp'))"),
    Attack(
        "climb out by dots", "return 'ESCAPED ' + open('/py/../../../..{folder}/secret').read()"
    ),
    Attack("write a file in the host's folder", "open('{folder}/new', 'w').write('ESCAPED')"),
    Attack(
        "write anywhere at all",
        """
        done = []
        for place in ('/', '/tmp', '/dev', '/dev/shm', '/box', '/py', '/lib', '/run', '.'):
            try:
                with open(place + '/{token}', 'w') as file:
                    file.write('x')
                done.append(place)
            except OSError:
                pass
        return 'ESCAPED ' + str(done) if done else 'nothing'
        """,
    ),
    Attack(
        "make folders, links and pipes anywhere",
        """
        done = []
        makers = (os.mkdir, os.mkfifo, lambda p: os.symlink('/', p), lambda p: os.link('/box', p),
                  os.mknod)
        for place in ('/', '/tmp', '/dev', '/dev/shm', '/box', '/py/lib', '/lib'):
            for maker in makers:
                try:
                    maker(place + '/{token}')
                    done.append(place)
                except OSError:
                    pass
        return 'ESCAPED ' + str(done) if done else 'nothing'
        """,
    ),
    Attack(
        "a tree too deep to delete",
        """
        for _ in range(5000):
            os.mkdir('d')
            os.chdir('d')
        return 'ESCAPED'
        """,
    ),
    Attack(
        "change the interpreter's library",
        "open(json.__file__, 'a').write('# ESCAPED'); return 'ESCAPED'",
    ),
    Attack("delete the harness", "os.unlink('/box/__main__.pyc'); return 'ESCAPED'"),
    Attack("make the library writable", "os.chmod(json.__file__, 0o777); return 'ESCAPED'"),
    Attack(
        "mount something writable",
        "assert libc.mount(b'tmpfs', b'/box', b'tmpfs', 0, None) == 0; return 'ESCAPED'",
    ),
    Attack("change root", "os.chroot('/py'); return 'ESCAPED'"),
    Attack(
        "a leftover for the next test",
        """
        import tempfile
        with tempfile.NamedTemporaryFile(delete=False) as file:
            file.write(b'left')
        return 'ESCAPED ' + file.name
        """,
    ),
    Attack(
        "a descriptor on the disk behind a device",
        """
        got = [n for n in os.listdir('/dev') if n not in ('null', 'zero', 'random', 'urandom')]
        return 'ESCAPED ' + str(got) if got else 'nothing'
        """,
    ),
    Attack(
        "see more than the interpreter",
        """
        seen = [it for it in os.listdir('/') if it not in ('box', 'dev', 'lib', 'lib64', 'py')]
        return 'ESCAPED ' + str(seen) if seen else 'nothing'
        """,
    ),
    Attack(
        "other packages of the host",
        """
        sys.path += ['/py/lib/python3.%d/site-packages' % sys.version_info.minor]
        import pip
        return 'ESCAPED'
        """,
    ),
)
