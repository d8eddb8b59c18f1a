-- Format 4: comments on documents and fields, and what was answered.

-- == derived ==

-- Each begins a thread, which has its name.
CREATE TABLE comment (
  replica    TEXT    NOT NULL,
  clock      INTEGER NOT NULL,
  record     TEXT    NOT NULL,            -- the document
  row        TEXT    NOT NULL,            -- "" outside of tables
  field      TEXT    NOT NULL,            -- "": the whole document, or the row
  kind       TEXT    NOT NULL,            -- comment, question, concern
  role       TEXT    NOT NULL,            -- in which it is said; ""
  text       TEXT    NOT NULL,
  person     TEXT    NOT NULL,
  wall       INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  PRIMARY KEY (replica, clock)
) WITHOUT ROWID;
CREATE INDEX comment_record ON comment (record);

CREATE TABLE reply (
  replica        TEXT    NOT NULL,
  clock          INTEGER NOT NULL,
  thread_replica TEXT    NOT NULL,
  thread_clock   INTEGER NOT NULL,
  record         TEXT    NOT NULL,        -- that it names; only in the thread's does it count
  act            TEXT    NOT NULL,        -- reply, close, reopen
  role           TEXT    NOT NULL,
  text           TEXT    NOT NULL,
  person         TEXT    NOT NULL,
  wall           INTEGER NOT NULL,
  utc_offset     INTEGER NOT NULL,
  PRIMARY KEY (replica, clock)
) WITHOUT ROWID;
CREATE INDEX reply_thread ON reply (thread_replica, thread_clock);

-- Whose turn it is: there are more kinds of turns now.
DELETE FROM standing;

-- What an older Slipway kept without knowing it is folded, once, when the workspace is next opened.
INSERT INTO meta (key, value) VALUES ('refold', 'yes') ON CONFLICT (key) DO UPDATE SET value = 'yes';
