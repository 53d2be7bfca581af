"""Minibatches of augment-stream in Python: numpy arrays, for PyTorch, JAX or anything else. Needs numpy alone.

    from augment_stream import AugmentStream

    with AugmentStream("data.yaml") as stream:          # starts `augment stream`, on this host
        for batch in stream:
            batch["image"], batch["label"]              # numpy arrays, rows first

    AugmentStream(address="tcp:10.0.0.5:7000")          # one that runs already: augment stream data.yaml --format frames --to tcp:...
    torch.utils.data.DataLoader(AugmentStream("data.yaml").torch(), batch_size=None)

`state_dict()` is where the consumer is, behind the last batch that it was given; `load_state_dict()` goes on exactly there.
"""

import json
import mmap
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import zlib

import numpy as np

__all__ = ["AugmentStream", "AugmentError"]

PROTOCOL = 1
_PATIENCE_SECONDS = 5
_PREFIX = struct.Struct("<8sIIQI36x")


class AugmentError(Exception):
    """What went wrong on the other side, or on the way; `code` is its short name."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class AugmentStream:
    """Iterates the minibatches of a config or folder, or of a server at `address`, as dicts.

    config: what `augment stream` takes; it is started anew for each iteration, with `options` (such as "--workers", "4").
    address: "unix:PATH" or "tcp:HOST:PORT" of `augment stream ... --format frames --to ADDRESS`.
    command: how `augment` is called.
    copy: arrays of your own. False: they lie in shared memory and hold until the next batch is asked for.
    shared_memory: False: through the socket, also where it could be avoided.
    """

    def __init__(
        self, config=None, *, address=None, options=(), command=("npx", "augment"), copy=True, shared_memory=True
    ):
        if (config is None) == (address is None):
            raise ValueError("expected either a config or an address, got " + ("none" if config is None else "both"))
        self._config, self._address = config, address
        self._options, self._command = [str(option) for option in options], list(command)
        self._copy, self._shared_memory = copy, shared_memory
        self._state = None
        self._ended = False
        self._running = None
        self.class_names = []
        self.report = None

    def __iter__(self):
        """All batches from the state on. What ran before is ended."""
        self.close()
        if self._ended:
            self._state, self._ended = None, False
        return self._batches()

    def state_dict(self):
        """Where the consumer is: small, plain JSON."""
        return {"protocol": PROTOCOL, "state": self._state, "ended": self._ended}

    def load_state_dict(self, state):
        """The next iteration goes on there."""
        if not isinstance(state, dict) or state.get("protocol") != PROTOCOL:
            raise AugmentError("bad-state", f"expected what state_dict() gave, of protocol {PROTOCOL}, got {state!r:.80}")
        self.close()
        self._state, self._ended = state["state"], state["ended"]

    def close(self):
        """Ends what runs: the process, the connection."""
        if self._running is not None:
            running, self._running = self._running, None
            running.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def torch(self):
        """The same as a torch IterableDataset of dicts of tensors: DataLoader(stream.torch(), batch_size=None)."""
        return _torch_dataset(self)

    def _batches(self):
        connection = self._running = _Connection(self._open(), self._state, self._shared_memory)
        try:
            while True:
                header, payload = connection.frame()
                kind = header["kind"]
                if kind == "hello":
                    self.class_names = header.get("classNames", self.class_names)
                elif kind == "batch":
                    batch = _arrays(header, payload, self._copy)
                    if self._copy:
                        connection.free(header)
                    self._state = header["state"]
                    yield batch
                    if not self._copy:
                        del batch
                        connection.free(header)
                elif kind == "end":
                    self._state, self._ended, self.report = header["state"], True, header
                    return
                elif kind == "error":
                    raise AugmentError(header["code"], header["message"])
        finally:
            if self._running is connection:
                self.close()

    def _open(self):
        if self._address is None:
            return _Process(self._command, self._config, self._options)
        return _Client(self._address)


class _Client:
    """A connection to a server that runs already."""

    def __init__(self, address):
        kind, _, where = address.partition(":")
        try:
            if kind == "unix":
                self.socket = socket.socket(socket.AF_UNIX)
                self.socket.connect(where)
            elif kind == "tcp":
                host, _, port = where.rpartition(":")
                self.socket = socket.create_connection((host.strip("[]"), int(port)))
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            else:
                raise ValueError(f"expected unix:PATH or tcp:HOST:PORT, got {address!r}")
        except OSError as error:
            raise AugmentError("no-server", f"{address}: expected `augment stream` there, got {error}") from error

    def told(self):
        return ""

    def close(self):
        self.socket.close()


class _Process:
    """`augment stream` started here, and the connection to it."""

    def __init__(self, command, config, options):
        self.folder = tempfile.mkdtemp(prefix="augment-")
        path = os.path.join(self.folder, "socket")
        words = [*command, "stream", str(config), "--format", "frames", "--to", "unix:" + path, "--once", *options]
        try:
            self.errors = open(os.path.join(self.folder, "errors"), "w+")
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.errors)
        except OSError as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise AugmentError("no-command", f"expected the command {command[0]!r}, got {error}") from error
        while not os.path.exists(path):
            if self.process.poll() is not None:
                told = self.told()
                self.close()
                raise AugmentError("failed", told or f"{' '.join(words)} ended with {self.process.returncode}")
            time.sleep(0.01)
        self.socket = _Client("unix:" + path).socket

    def told(self):
        self.errors.flush()
        with open(self.errors.name) as errors:
            return errors.read().strip()

    def close(self):
        if hasattr(self, "socket"):
            self.socket.close()
        try:
            self.process.wait(_PATIENCE_SECONDS if hasattr(self, "socket") else 0)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.errors.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class _Connection:
    """Frames from a socket; payloads in shared memory where the other side is on this host."""

    def __init__(self, server, state, shared_memory):
        self.server, self.socket = server, server.socket
        self.map, self.slot_bytes = None, 0
        wish = {"protocol": PROTOCOL, "from": state, "sharedMemory": shared_memory and os.path.isdir("/dev/shm")}
        self.socket.sendall(json.dumps(wish).encode() + b"\n")

    def frame(self):
        magic, version, header_bytes, payload_bytes, checksum = _PREFIX.unpack(self._read(_PREFIX.size))
        if magic != b"AUGFRAME":
            raise AugmentError("bad-frame", f"expected a frame of augment stream --format frames, got {bytes(magic)!r}")
        if version != PROTOCOL:
            raise AugmentError("bad-protocol", f"expected protocol {PROTOCOL}, got {version}; take both of one version")
        text = self._read(header_bytes)
        if zlib.crc32(text) != checksum:
            raise AugmentError("bad-frame", "expected a whole header, got one whose checksum is another")
        header = json.loads(bytes(text))
        memory = header.get("sharedMemory")
        if memory is not None:
            self._map(memory)
        if "slot" in header:
            start = header["slot"] * self.slot_bytes
            return header, memoryview(self.map)[start : start + self.slot_bytes]
        return header, self._read(payload_bytes)

    def free(self, header):
        if "slot" in header:
            try:
                self.socket.sendall(b"%d\n" % header["slot"])
            except OSError:
                pass  # The other side has ended: what it still sent can be read.

    def close(self):
        self.server.close()
        if self.map is not None:
            try:
                self.map.close()
            except BufferError:
                pass  # Somebody still looks at a batch; it goes with the last of them.

    def _map(self, memory):
        try:
            with open(memory["path"], "rb") as file:
                self.map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError as error:
            message = f"{memory['path']}: expected the server's memory on this host, got {error}; say shared_memory=False"
            raise AugmentError("no-memory", message) from error
        self.slot_bytes = memory["slotBytes"]
        self.socket.sendall(b"mapped\n")

    def _read(self, count):
        target = bytearray(count)
        view, at = memoryview(target), 0
        while at < count:
            try:
                got = self.socket.recv_into(view[at:])
            except OSError:
                got = 0
            if got == 0:
                told = self.server.told()
                raise AugmentError("server-gone", "expected more of the stream, got its end" + (f": {told}" if told else ""))
            at += got
        return target


def _arrays(header, payload, copy):
    batch = {}
    for array in header["arrays"]:
        flat = np.frombuffer(payload, array["dtype"], array["bytes"] // np.dtype(array["dtype"]).itemsize, array["data"])
        found = flat.reshape(array["shape"])
        batch[array["name"]] = found.copy() if copy and "slot" in header else found
    batch.update(header["lists"])
    for name in ("epoch", "index", "step", "valid", "sampleRate"):
        if name in header:
            batch[name] = header[name]
    return batch


def _torch_dataset(stream):
    import torch

    class Stream(torch.utils.data.IterableDataset):
        def __iter__(self):
            if torch.utils.data.get_worker_info() is not None:
                raise AugmentError("workers", "expected num_workers=0: augment has workers of its own, got a worker process")
            for batch in stream:
                yield {name: _tensor(torch, value) for name, value in batch.items()}

        def state_dict(self):
            return stream.state_dict()

        def load_state_dict(self, state):
            stream.load_state_dict(state)

    return Stream()


def _tensor(torch, value):
    if not isinstance(value, np.ndarray):
        return value
    if value.dtype == np.uint16:
        value = value.astype(np.int32)  # torch has no arithmetic on uint16.
    return torch.from_numpy(value if value.flags.writeable else value.copy())
