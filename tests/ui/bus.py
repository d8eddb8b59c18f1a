# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""A connection to a D-Bus that asks, many questions at once, and gets answers; signals and calls from others pass it by.

A test of the window asks tens of thousands of small questions. GLib's connection has a thread of its own for them, and
Python's bindings make objects of all that comes: that took a third of a test's time. The bytes are those of the
D-Bus Specification, "Message Protocol".
"""

import functools
import os
import socket
import struct
import sys
import time
import urllib.parse

CALL, ANSWER, ERROR = 1, 2, 3
NO_AUTO_START = 2
PATH, INTERFACE, MEMBER, REPLY_SERIAL, DESTINATION, SIGNATURE = 1, 2, 3, 5, 6, 8
ORDER = b'l' if sys.byteorder == 'little' else b'B'
# A bus keeps only so many questions for one that asks.
AT_ONCE = 200
NUMBERS = {'y': 'B', 'b': 'I', 'n': 'h', 'q': 'H', 'i': 'i', 'u': 'I', 'x': 'q', 't': 'Q', 'd': 'd'}
LENGTH = struct.Struct('=I')


class Refused(Exception):
    """An error came instead of an answer, or nothing in time."""


def filled(data, size=8):
    return data + bytes(-len(data) % size)


def text_of(text):
    said = text.encode()
    return LENGTH.pack(len(said)) + said + b'\0'


def body_of(signature, values):
    """Arguments: texts and numbers of 32 bits are all that is needed."""
    body = b''
    for kind, value in zip(signature, values):
        body = filled(body, 4) + (text_of(value) if kind == 's' else struct.pack('=' + NUMBERS[kind], value))
    return body


@functools.cache
def fields_of(name, interface, member, signature):
    """What many questions have in common of their heads."""
    fields = b''
    for code, text in ((DESTINATION, name), (INTERFACE, interface), (MEMBER, member)):
        fields = filled(fields) + bytes((code, 1)) + b's\0' + text_of(text)
    if signature:
        fields = filled(fields) + bytes((SIGNATURE, 1)) + b'g\0' + bytes((len(signature),)) + signature.encode() + b'\0'
    return filled(fields)


def read_text(data, at):
    at += -at % 4 + 4
    end = at + LENGTH.unpack_from(data, at - 4)[0]
    return data[at:end].decode(), end + 1


def read_signature(data, at):
    end = at + 1 + data[at]
    return data[at + 1:end].decode(), end + 1


def read_variant(data, at):
    signature, at = read_signature(data, at)
    return readers(signature)[0](data, at)


def number_reader(kind):
    form = struct.Struct('=' + NUMBERS[kind])
    size, unpack = form.size, form.unpack_from

    def read(data, at):
        at += -at % size
        return unpack(data, at)[0], at + size
    return read


def tuple_reader(parts):
    def read(data, at):
        at += -at % 8
        values = []
        for part in parts:
            value, at = part(data, at)
            values.append(value)
        return tuple(values), at
    return read


def array_reader(part, alignment):
    def read(data, at):
        at += -at % 4 + 4
        length = LENGTH.unpack_from(data, at - 4)[0]
        at += -at % alignment
        end = at + length
        values = []
        while at < end:
            value, at = part(data, at)
            values.append(value)
        return values, at
    return read


def first_reader(signature):
    """Reads the first type of a signature; also what is left of it."""
    kind, rest = signature[0], signature[1:]
    if kind in 'so':
        return read_text, rest
    if kind == 'g':
        return read_signature, rest
    if kind == 'v':
        return read_variant, rest
    if kind == 'a':
        alignment = {'(': 8, '{': 8, 'x': 8, 't': 8, 'd': 8, 'n': 2, 'q': 2, 'y': 1, 'g': 1, 'v': 1}.get(rest[0], 4)
        part, rest = first_reader(rest)
        return array_reader(part, alignment), rest
    if kind in '({':
        parts = []
        while rest[0] not in ')}':
            part, rest = first_reader(rest)
            parts.append(part)
        return tuple_reader(parts), rest[1:]
    return number_reader(kind), rest


@functools.cache
def readers(signature):
    found = []
    while signature:
        read, signature = first_reader(signature)
        found.append(read)
    return found


class Bus:
    def __init__(self, address, limit):
        """address: as dbus-daemon says it. limit: how many seconds the next answer may take."""
        self.limit = limit
        self.serial = 0
        self.data = bytearray()
        kind, _, options = address.split(';')[0].partition(':')
        where = dict(option.split('=', 1) for option in options.split(','))
        if kind != 'unix':
            raise Refused(f'{address} is no socket')
        path = urllib.parse.unquote(where['path']) if 'path' in where else '\0' + urllib.parse.unquote(where['abstract'])
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(limit)
        self.socket.connect(path)
        self.socket.sendall(b'\0AUTH EXTERNAL ' + str(os.getuid()).encode().hex().encode() + b'\r\n')
        if not self.socket.recv(1000).startswith(b'OK '):
            raise Refused(f'{address} does not let us in')
        self.socket.sendall(b'BEGIN\r\n')
        self.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'Hello')

    def close(self):
        self.socket.close()

    def call(self, name, path, interface, method, args=('', ())):
        """What is answered, a tuple. args: their signature and they themselves."""
        answer = self.ask(name, [path], interface, method, args)[0]
        if isinstance(answer, Refused):
            raise answer
        return answer

    def ask(self, name, paths, interface, method, args=('', ())):
        """Asks the same of many objects: for each its answer, a tuple, or a Refused."""
        answers = [Refused('no answer in time')] * len(paths)
        body = body_of(*args)
        fields = fields_of(name, interface, method, args[0])
        flags = NO_AUTO_START if name.startswith(':') else 0
        waiting = {}
        sent = 0
        try:
            while waiting or sent < len(paths):
                if sent < len(paths) and len(waiting) <= AT_ONCE // 2:
                    batch = []
                    for index in range(sent, min(len(paths), sent + AT_ONCE - len(waiting))):
                        self.serial += 1
                        waiting[self.serial] = index
                        head = fields + bytes((PATH, 1)) + b'o\0' + text_of(paths[index])
                        batch += (filled(struct.pack('=cBBBIII', ORDER, CALL, flags, 1, len(body), self.serial, len(head)) + head),
                                  body)
                    sent += len(batch) // 2
                    self.socket.settimeout(self.limit)
                    self.socket.sendall(b''.join(batch))
                serial, answer = self.receive()
                if serial in waiting:
                    answers[waiting.pop(serial)] = answer
        except OSError as error:  # one that comes late is passed by
            answers = [Refused(str(error)) if index in waiting.values() or index >= sent else answer
                       for index, answer in enumerate(answers)]
        return answers

    def receive(self):
        """The next answer, and the number of its question."""
        end = time.monotonic() + self.limit
        while True:
            while len(self.data) < 16 or len(self.data) < (size := self.sizes()[0]):
                self.socket.settimeout(max(end - time.monotonic(), 0.001))
                more = self.socket.recv(1 << 18)
                if not more:
                    raise ConnectionError('the bus has gone')
                self.data += more
            message = bytes(memoryview(self.data)[:size])
            _, body, fields = self.sizes()
            del self.data[:size]
            if message[1] in (ANSWER, ERROR):
                return self.read(message, body, fields)

    def sizes(self):
        """Of the message that comes: all of it, its body, and where its fields end."""
        body, _, fields = struct.unpack_from('=III', self.data, 4)
        return 16 + fields + -fields % 8 + body, body, 16 + fields

    @staticmethod
    def read(message, size, end):
        body = message[len(message) - size:]
        serial, signature = 0, ''
        at = 16
        while at < end:
            code = message[at]
            value, at = read_variant(message, at + 1)
            at += -at % 8
            if code == REPLY_SERIAL:
                serial = value
            elif code == SIGNATURE:
                signature = value
        values = []
        place = 0
        for read in readers(signature):
            value, place = read(body, place)
            values.append(value)
        return serial, Refused(values[0] if values else 'an error') if message[1] == ERROR else tuple(values)
