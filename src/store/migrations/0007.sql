-- Format 7: search finds what was said in review threads.

-- == derived ==

-- What begins a thread, and what was said in it; search has its text under -n.
CREATE TABLE said (
  n              INTEGER PRIMARY KEY,
  replica        TEXT    NOT NULL,
  clock          INTEGER NOT NULL,
  thread_replica TEXT    NOT NULL,
  thread_clock   INTEGER NOT NULL,
  UNIQUE (replica, clock)
);
INSERT INTO said (replica, clock, thread_replica, thread_clock)
  SELECT replica, clock, replica, clock FROM comment;
INSERT INTO said (replica, clock, thread_replica, thread_clock)
  SELECT replica, clock, thread_replica, thread_clock FROM reply;
INSERT INTO search (rowid, text)
  SELECT -n, text FROM said JOIN comment USING (replica, clock) WHERE text <> '' ORDER BY n DESC;
INSERT INTO search (rowid, text)
  SELECT -n, text FROM said JOIN reply USING (replica, clock) WHERE text <> '' ORDER BY n DESC;
