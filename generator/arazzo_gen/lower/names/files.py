"""Names the files of modules: on `sys.path` they must hide no other module."""

from __future__ import annotations

import keyword

from arazzo_gen.lower.names.identifiers import identifier

STANDARD_LIBRARY = frozenset(
    """abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit
    audioop base64 bdb binascii bisect builtins bz2 calendar cgi cgitb chunk cmath cmd code
    codecs codeop collections colorsys compileall compression concurrent configparser
    contextlib contextvars copy copyreg cProfile crypt csv ctypes curses dataclasses datetime
    dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno
    faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath
    getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib
    imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale
    logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt
    multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os
    ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix
    posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue
    quopri random re readline reprlib resource rlcompleter runpy sched secrets select
    selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd
    sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct
    subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios
    textwrap this threading time timeit tkinter token tokenize tomllib trace traceback
    tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uu uuid venv
    warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile
    zipimport zlib zoneinfo""".split()  # noqa: SIM905 - a page of quotes reads worse
)
"""The modules of the standard libraries of Python 3.11 to 3.14. The list is fixed, so that a
document gives the same files on every Python."""

_OF_CLIENTS = frozenset(
    """anyio certifi elementpath h11 h2 httpcore httpx httpx2 idna sniffio socksio
    typing_extensions""".split()  # noqa: SIM905 - as above
)
"""The other modules that a client imports, directly or indirectly."""

_UNASKED = frozenset({"conftest", "sitecustomize", "usercustomize"})
"""Modules that pytest and Python import on their own wherever they are."""

_HIDING = STANDARD_LIBRARY | _OF_CLIENTS | _UNASKED


def module_file(workflow_id: str) -> str:
    """The file name of a workflow's module: it can be imported, and hides no other module.

    `re` gives `re_.py`: Python looks for modules in the folders of `sys.path` in turn, and would
    find this one in place of the one that httpx needs.
    """
    made = identifier(workflow_id, "workflow")
    return f"{made}_.py" if keyword.iskeyword(made) or made in _HIDING else f"{made}.py"
