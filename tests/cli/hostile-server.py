# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors

"""A small WebDAV server over a folder that misbehaves in the way that a file names, for the table of bad input."""

import http.server
import os
import shutil
import socket
import threading
import time
import urllib.parse
from xml.sax.saxutils import escape

BOMB = ('<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><m>&c;</m>').encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *args):
        pass

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True

    def answer(self, status, body=b'', **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace('_', '-'), value)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def until_they_leave(self):
        """Says nothing; ends when the other side hangs up."""
        self.close_connection = True
        self.connection.settimeout(20)
        self.connection.recv(1)

    def begin(self, status, **headers):
        self.close_connection = True
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace('_', '-'), value)
        self.end_headers()

    # == the ways to misbehave, before anything else is looked at ==
    def misbehave(self, mode):
        if mode == 'html':
            self.answer(200, b'<html>Welcome to our hotel</html>', Content_Type='text/html')
        elif mode == 'redirect':
            self.answer(302, Location='http://127.0.0.1:9/elsewhere/')
        elif mode == 'redirect-loop':
            self.answer(301, Location=self.path)
        elif mode == 'hang':
            self.until_they_leave()
        elif mode == 'hang-in-body':
            self.begin(207, Content_Type='application/xml', Content_Length='100000')
            self.wfile.write(b'<?xml version="1.0"?><multistatus xmlns="DAV:">')
            self.until_they_leave()
        elif mode == 'dribble':
            self.begin(207, Content_Type='application/xml')
            self.wfile.write(b'<?xml version="1.0"?><multistatus xmlns="DAV:">')
            for _ in range(200):
                self.wfile.write(b' ')
                time.sleep(0.1)
        elif mode == 'dribble-headers':
            self.close_connection = True
            self.wfile.write(b'HTTP/1.1 207 Multi-Status\r\nX-Slow: ')
            for _ in range(200):
                self.wfile.write(b'x')
                time.sleep(0.1)
        elif mode == 'endless':
            self.begin(207, Content_Type='application/xml')
            self.wfile.write(b'<?xml version="1.0"?><multistatus xmlns="DAV:">')
            line = b'<response><href>/dav/x</href></response>' * 2000
            while True:
                self.wfile.write(line)
        elif mode == 'garbage':
            self.close_connection = True
            self.wfile.write(b'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n')
        elif mode == 'cut':
            self.close_connection = True
        elif mode == 'unauthorized':
            self.answer(401, WWW_Authenticate='Basic realm="here"')
        elif mode == 'unauthorized-digest':
            self.answer(401, WWW_Authenticate='Digest realm="here", nonce="%f", qop="auth", stale=true' % time.time())
        elif mode in ('403', '404', '406', '500', '503', '511'):
            self.answer(int(mode), b'no', Content_Type='text/plain')
        elif mode == 'empty-multistatus':
            self.answer(207, b'', Content_Type='application/xml')
        elif mode == 'not-xml':
            self.answer(207, b'{"files": []}', Content_Type='application/json')
        elif mode == 'other-xml':
            self.answer(207, b'<?xml version="1.0"?><rss><channel/></rss>', Content_Type='application/xml')
        elif mode == 'cut-xml':
            self.answer(207, b'<?xml version="1.0"?><multistatus xmlns="DAV:"><response>', Content_Type='application/xml')
        elif mode == 'bomb':
            self.answer(207, BOMB, Content_Type='application/xml')
        elif mode == 'plain-ok':
            self.answer(200, b'ok', Content_Type='text/plain')
        else:
            return False
        return True

    def handle_any(self):
        server = self.server
        try:
            with open(os.path.join(server.root, 'mode'), encoding='utf-8') as file:
                mode = file.read().strip()
        except OSError:
            mode = ''
        self.body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        server.requests += 1
        if self.misbehave(mode):
            return
        path = urllib.parse.unquote(self.path).rstrip('/')
        file = os.path.normpath(server.root + path)
        getattr(self, 'on_' + self.command.lower())(mode, path, file)

    do_PROPFIND = do_GET = do_PUT = do_MKCOL = do_DELETE = do_HEAD = do_OPTIONS = handle_any

    # == a plain server, and lies in single answers ==
    def on_propfind(self, mode, path, file):
        if not os.path.exists(file):
            self.answer(404)
            return
        names = sorted(os.listdir(file)) if os.path.isdir(file) else []
        if mode == 'forgets-names':
            names = []
        lines = []
        for name in [''] + names:
            full = os.path.join(file, name)
            kind = '<D:collection/>' if os.path.isdir(full) else ''
            size = os.path.getsize(full) + (1 if mode == 'wrong-sizes' and not kind else 0)
            lines.append('<D:response><D:href>%s/%s</D:href><D:propstat><D:prop><D:resourcetype>%s</D:resourcetype>'
                         '<D:getcontentlength>%d</D:getcontentlength></D:prop><D:status>HTTP/1.1 200 OK</D:status>'
                         '</D:propstat></D:response>' % (escape(path), escape(name), kind, size))
        if mode == 'strange-names':
            for name in ('../../etc/passwd', '%00', 'a' * 3000, '-rf', 'head.bin', '%2e%2e%2fup.bin'):
                lines.append('<D:response><D:href>%s/%s</D:href><D:propstat><D:prop><D:resourcetype/><D:getcontentlength>7'
                             '</D:getcontentlength></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>'
                             % (escape(path), name))
        body = '<?xml version="1.0"?><D:multistatus xmlns:D="DAV:">%s</D:multistatus>' % ''.join(lines)
        self.answer(207, body.encode(), Content_Type='application/xml')

    def on_get(self, mode, path, file):
        if not os.path.isfile(file):
            self.answer(404)
            return
        with open(file, 'rb') as stream:
            data = stream.read()
        if mode == 'short-bodies':
            data = data[:len(data) // 2]
        elif mode == 'other-bytes':
            data = bytes(len(data))
        elif mode == 'endless-files':
            self.begin(200, Content_Type='application/octet-stream')
            while True:
                self.wfile.write(data * 100)
        elif mode == 'html-files':
            self.answer(200, b'<html>log in</html>', Content_Type='text/html')
            return
        self.answer(200, data, Content_Type='application/octet-stream')

    def on_put(self, mode, path, file):
        if mode == 'full':
            self.answer(507)
        elif mode == 'read-only':
            self.answer(403)
        elif mode == 'too-large':
            self.answer(413)
        elif mode == 'parts-too-large' and '/blob/' in path:
            self.answer(413)
        elif mode == 'parts-full' and '/blob/' in path:
            self.answer(507)
        elif mode == 'half-a-megabyte' and len(self.body) > 500000:
            self.answer(413)
        elif mode == 'locked':
            self.answer(423)
        elif mode == 'put-fails':
            self.answer(500)
        else:
            # "loses-files" says yes and keeps nothing.
            if mode != 'loses-files':
                with open(file, 'wb') as stream:
                    stream.write(self.body[:len(self.body) // 2] if mode == 'keeps-half' else self.body)
            self.answer(201)

    def on_mkcol(self, mode, path, file):
        if os.path.isdir(file):
            self.answer(405)
            return
        try:
            os.mkdir(file)
            self.answer(201)
        except OSError:
            self.answer(409)

    def on_delete(self, mode, path, file):
        if os.path.isdir(file):
            shutil.rmtree(file)
        elif os.path.exists(file):
            os.unlink(file)
        self.answer(204)

    def on_head(self, mode, path, file):
        self.answer(200 if os.path.exists(file) else 404)

    def on_options(self, mode, path, file):
        self.answer(200, DAV='1')


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    address_family = socket.AF_INET
    requests = 0

    def handle_error(self, request, client_address):
        pass


def start(root):
    """Serves @root, misbehaving as the file "mode" in it says. Returns the server; its port is server_port."""
    server = Server(('127.0.0.1', 0), Handler)
    server.root = root
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
