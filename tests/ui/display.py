# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""The windows of an X server that has no window manager: which there are, where they lie, which has the keyboard.

Xlib is asked directly. xdotool can't tell a dialogue from a tooltip or a popover, and a window that goes between its question
and its answer is an error to it. Keys and the pointer stay with xdotool.
"""

import ctypes
import os

IS_VIEWABLE = 2
REVERT_TO_PARENT = 2


class Attributes(ctypes.Structure):
    """XWindowAttributes."""
    _fields_ = [(name, kind) for kind, names in (
        (ctypes.c_int, 'x y width height border_width depth'), (ctypes.c_void_p, 'visual'), (ctypes.c_ulong, 'root'),
        (ctypes.c_int, 'kind bit_gravity win_gravity backing_store'), (ctypes.c_ulong, 'backing_planes backing_pixel'),
        (ctypes.c_int, 'save_under'), (ctypes.c_ulong, 'colormap'), (ctypes.c_int, 'map_installed map_state'),
        (ctypes.c_long, 'all_events own_events not_propagated'), (ctypes.c_int, 'override_redirect'),
        (ctypes.c_void_p, 'screen')) for name in names.split()]


HANDLER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


@HANDLER
def ignore(_display, _event):
    """A window that is asked about may have gone; Xlib would end the program."""
    return 0


class Window:
    """A window as it was when it was asked about."""

    def __init__(self, number, attributes, pid):
        self.number = number
        self.x, self.y, self.width, self.height = (getattr(attributes, n) for n in ('x', 'y', 'width', 'height'))
        # Menus, popovers and tooltips place themselves; nothing that a person writes in does.
        self.places_itself = bool(attributes.override_redirect)
        self.is_in_sight = attributes.map_state == IS_VIEWABLE
        self.pid = pid


class Display:
    """A connection to one X server."""

    def __init__(self, name):
        self.xlib = ctypes.CDLL('libX11.so.6')
        self.xlib.XOpenDisplay.restype = ctypes.c_void_p
        for function, kinds in {
                'XSetErrorHandler': [HANDLER],
                'XOpenDisplay': [ctypes.c_char_p],
                'XDefaultRootWindow': [ctypes.c_void_p],
                'XInternAtom': [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int],
                'XQueryTree': [ctypes.c_void_p, ctypes.c_ulong] + [ctypes.c_void_p] * 4,
                'XGetWindowAttributes': [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_void_p],
                'XGetWindowProperty': [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_long, ctypes.c_long,
                                       ctypes.c_int, ctypes.c_ulong] + [ctypes.c_void_p] * 5,
                'XChangeProperty': [ctypes.c_void_p] + [ctypes.c_ulong] * 3 + [ctypes.c_int] * 2 + [ctypes.c_char_p, ctypes.c_int],
                'XSetInputFocus': [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_ulong],
                'XGetInputFocus': [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p],
                'XSync': [ctypes.c_void_p, ctypes.c_int],
                'XFree': [ctypes.c_void_p],
                'XCloseDisplay': [ctypes.c_void_p]}.items():
            getattr(self.xlib, function).argtypes = kinds
        self.xlib.XDefaultRootWindow.restype = self.xlib.XInternAtom.restype = ctypes.c_ulong
        self.xlib.XSetErrorHandler(ignore)
        self.display = self.xlib.XOpenDisplay(os.fsencode(name))
        if not self.display:
            raise OSError(f'the display {name} does not answer')
        self.root = self.xlib.XDefaultRootWindow(self.display)
        self.pid_atom = self.xlib.XInternAtom(self.display, b'_NET_WM_PID', 0)

    def close(self):
        if self.display:
            self.xlib.XCloseDisplay(self.display)
            self.display = None

    def set_text_size(self, dots):
        """Per inch, 96 is usual. Without a settings daemon GTK takes it from the display's resources."""
        said = b'Xft.dpi:\t%d\n' % dots
        resources, string = (self.xlib.XInternAtom(self.display, name, 0) for name in (b'RESOURCE_MANAGER', b'STRING'))
        self.xlib.XChangeProperty(self.display, self.root, resources, string, 8, 0, said, len(said))
        self.xlib.XSync(self.display, 0)

    def children(self):
        root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        found = ctypes.POINTER(ctypes.c_ulong)()
        if not self.xlib.XQueryTree(self.display, self.root, ctypes.byref(root), ctypes.byref(parent),
                                    ctypes.byref(found), ctypes.byref(count)) or not found:
            return []
        numbers = found[:count.value]
        self.xlib.XFree(found)
        return numbers

    def pid_of(self, number):
        kind, count, rest = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_ulong()
        bits = ctypes.c_int()
        value = ctypes.POINTER(ctypes.c_ulong)()
        failed = self.xlib.XGetWindowProperty(
            self.display, number, self.pid_atom, 0, 1, 0, 0, ctypes.byref(kind), ctypes.byref(bits),
            ctypes.byref(count), ctypes.byref(rest), ctypes.byref(value))
        if failed or not value:
            return None
        pid = value[0] if count.value else None
        self.xlib.XFree(value)
        return pid

    def windows(self, pid):
        """The windows of a program that are in sight and that a window manager would manage, the lowest first."""
        found = []
        for number in self.children():
            attributes = Attributes()
            if self.xlib.XGetWindowAttributes(self.display, number, ctypes.byref(attributes)):
                window = Window(number, attributes, self.pid_of(number))
                if window.is_in_sight and not window.places_itself and window.pid == pid:
                    found.append(window)
        return found

    def focus(self, window):
        """Gives it the keyboard, as a window manager would; False when it is not there any more."""
        self.xlib.XSetInputFocus(self.display, window.number, REVERT_TO_PARENT, 0)
        self.xlib.XSync(self.display, 0)
        has, revert = ctypes.c_ulong(), ctypes.c_int()
        self.xlib.XGetInputFocus(self.display, ctypes.byref(has), ctypes.byref(revert))
        return has.value == window.number
