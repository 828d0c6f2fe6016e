/** Every bound of the product has its name here; reaching one has a named outcome (see `refusals.ts`). */

/** Unicode code points of one message or amendment text. */
export const MESSAGE_TEXT_LENGTH = 8_000;
/** JSON bytes of one message or amendment. */
export const MESSAGE_BYTES = 48 * 1024;
export const MENTIONS_PER_MESSAGE = 50;
export const ATTACHMENTS_PER_MESSAGE = 10;

/** A segment closes at any of these three; one that fills up in `FLOOD_MS` after the one before takes more messages. */
export const SEGMENT_SIZE = 500;
export const SEGMENT_SIZE_IN_FLOOD = 1_500;
export const FLOOD_MS = 5_000;
export const SEGMENT_WRITERS = 1_000;
export const SEGMENT_BYTES = 512 * 1024;
/** Bytes of changes past which a segment takes no more edits and reactions; past twice as many no late messages. */
export const SEGMENT_BYTES_AT_ALL = 8 * 1024 * 1024;
/** Yjs client ids a document takes at all, also when closed: past some thousands every change to it is slow. */
export const DOCUMENT_WRITERS = 4_000;
/** Of these, those of one person: nobody alone takes all the places there are. */
export const DOCUMENT_WRITERS_PER_PERSON = 1_500;
/** While the open segment has fewer messages than this, the one before is shown with it. */
export const SEGMENT_COMFORT = 50;
/** Messages before and after those in sight up to which an open conversation keeps its segments; farther ones are released. */
export const SHOWN_AROUND = 750;
/** Messages outside of what is shown that answers in it quote at one time: their segments are held open. */
export const QUOTED_ORIGINALS = 16;

/** Amendments and reactions a segment takes; a closed one counts against the same bound. */
export const AMENDMENTS_PER_SEGMENT = 2_000;
export const REACTIONS_PER_SEGMENT = 10_000;
export const REACTION_EMOJI_BYTES = 64;
export const CURSORS_PER_SEGMENT = 5_000;

/** A user document rolls over at any of these two. */
export const USER_DOCUMENT_WRITERS = 1_000;
export const USER_DOCUMENT_BYTES = 1024 * 1024;
export const DRAFTS_PER_PERSON = 500;
export const DRAFT_BYTES = 48 * 1024;
export const RETURNED_PER_PERSON = 1_000;
export const MARKS_PER_PERSON = 2_000;
export const SETTINGS_PER_PERSON = 4_000;
export const SETTING_BYTES = 4 * 1024;

/** Characters of the name of a setting. */
export const SETTING_KEY_LENGTH = 200;

/** How deep a JSON value of a document is nested at most. */
export const JSON_DEPTH = 16;
/** Elements that one run of an update may declare deleted before they ever arrived. */
export const DELETED_RUN_LENGTH = 100_000;

/** Elements that Yjs may have to walk over to place what one update brings: a third of a second. */
export const INTEGRATION_STEPS = 300_000;

/** One WebSocket frame, either way. */
export const FRAME_BYTES = 1024 * 1024;
/** What one connection may send for long and, as after hours offline, at once. None where `MESSAGE_RATE` is 0. */
export const INBOUND_FRAMES_PER_SECOND = 500;
export const INBOUND_FRAMES_AT_ONCE = 20_000;
export const INBOUND_BYTES_PER_SECOND = 2 * 1024 * 1024;
export const INBOUND_BYTES_AT_ONCE = 64 * 1024 * 1024;
/** A question (sync step 1, an awareness query) counts as so many frames: its answer may be long. */
export const QUESTION_FRAMES = 10;
export const CHANNELS_PER_CONNECTION = 256;
export const CONNECTIONS_PER_PERSON = 50;
export const CONNECTIONS_PER_ADDRESS = 500;
/** Connections that owe the relay a whole request, and how long the head of the first one may take. */
export const UNFINISHED_CONNECTIONS = 2_000;
export const HEAD_MS = 10_000;
/** Frames and bytes a channel may have waiting while its document loads or a step is in flight. */
export const WAITING_FRAMES = 1_000;
export const WAITING_BYTES = 8 * 1024 * 1024;
/** Of one connection, over all its channels. */
export const WAITING_BYTES_PER_CONNECTION = 16 * 1024 * 1024;
/** Tokens of one connection that may wait to be checked. */
export const WAITING_TOKENS = 8;
/** Time the authorization hook has to answer: less than a connection has to show its token. */
export const AUTHORIZATION_MS = 5_000;
/** A connection must have shown a token by then. */
export const TOKEN_DEADLINE_MS = 10_000;
/** Bytes that may wait in a socket for a slow reader before its deltas are dropped for one diff. */
export const SLOW_READER_BYTES = 1024 * 1024;
/** Silence after which a peer is probed, and time it then has to answer. */
export const PROBE_AFTER_MS = 20_000;
export const PROBE_ANSWER_MS = 10_000;

export const AWARENESS_BYTES = 2 * 1024;
export const AWARENESS_PER_SECOND = 10;

export const ROOM_MEMBERS = 500;
export const ROOMS_PER_PERSON = 2_000;
/** Asking for a direct conversation that exists already counts. No limit where `MESSAGE_RATE` is 0. */
export const ROOMS_MADE_PER_HOUR = 300;
export const ROOM_TITLE_LENGTH = 80;
export const NAME_LENGTH = 60;
export const USERNAME_MIN_LENGTH = 3;
export const USERNAME_LENGTH = 30;
export const PASSWORD_MIN_LENGTH = 10;
export const PASSWORD_LENGTH = 128;
export const EMAIL_LENGTH = 254;
export const DEVICE_NAME_LENGTH = 60;
export const PREVIEW_LENGTH = 140;

export const PEOPLE_QUERY_MIN_LENGTH = 3;
export const PEOPLE_FOUND = 20;
/** Characters of a query for messages. */
export const SEARCH_QUERY_LENGTH = 200;
/** Messages that a search shows at first, and as many more each time somebody asks for older ones. */
export const FOUND_SHOWN = 50;
export const PAGE_SIZE = 100;
export const HTTP_BODY_BYTES = 128 * 1024;
/** Time in which a whole request must have come. */
export const HTTP_REQUEST_MS = 30_000;

/** Seconds a token is good for; the claim may be shorter, never longer. */
export const TOKEN_SECONDS = 15 * 60;
/** How far a cursor may be behind what was read before it is written. */
export const CURSOR_INTERVAL_MS = 3_000;
/** Devices in one conversation from which on each writes its cursor the more rarely, the more they are. */
export const CURSOR_CROWD = 10;
/** Members of a group up to which it is told who of them has read what. */
export const SEEN_BY_MEMBERS = 30;
/** Projections into one person's user document are written at most this often. */
export const PROJECTION_INTERVAL_MS = 1_000;
/** Absences from one conversation that its entry tells apart; whoever came back more often reads on from there. */
export const GAPS_LISTED = 50;
/** Conversations whose open segment a signed-in device keeps synced. */
export const SYNCED_CONVERSATIONS = 50;
/** Messages of each of them that a sub device keeps at least, and segments beside them that somebody read there. */
export const KEPT_MESSAGES = 100;
export const READ_SEGMENTS_KEPT = 100;
/** Documents that a device has open only until the relay has acknowledged them: with those in use they fit a connection. */
export const UNSETTLED_AT_ONCE = 128;
/** What somebody has not sent yet, in base64, that a device keeps a second time. */
export const SPARE_LENGTH = 1_048_576;

/** Updates and bytes of one document that one step of the relay takes; the rest waits for the next. */
export const STEP_UPDATES = 500;
export const STEP_BYTES = 1024 * 1024;
/** How long nobody writes to a document before it leaves the relay's memory, whoever listens to it. */
export const PARK_AFTER_MS = 30_000;
/** Documents that are parked in one step: it keeps everybody waiting. */
export const PARKED_AT_ONCE = 200;
/** From the beginning of a step to that of the next, milliseconds: under load, each commit is shared by more. */
export const STEP_INTERVAL_MS = 3;
/** Documents without a subscriber that stay in the relay's memory, and rooms of which it knows the chain by heart. */
export const IDLE_DOCUMENTS = 200;
export const KNOWN_ROOMS = 10_000;
/** Rows from which a document that is loaded gets compacted. */
export const COMPACTION_ROWS = 200;
/** How often a slow reader is looked at, and how long the relay waits before it opens a failed journal again. */
export const DRAIN_CHECK_MS = 250;
export const REOPEN_DELAY_MS = 1_000;
/** How often the relay looks whether it rests, to give memory back. */
export const REST_CHECK_MS = 15_000;
/** A stock y-websocket client closes after 30 s without an inbound message: it gets an empty one this often. */
export const KEEPALIVE_MS = 15_000;

/** Wrong passwords in `SIGN_IN_WINDOW_MS`: for one name from one network address, from that address, for the name from anywhere. */
export const SIGN_IN_FAILURES_PER_NAME = 10;
export const SIGN_IN_FAILURES_PER_ADDRESS = 100;
export const SIGN_IN_FAILURES_ANYWHERE = 200;
export const SIGN_IN_WINDOW_MS = 15 * 60 * 1000;
/** A device that does not come back for so long is signed out. Browsers keep no cookie much longer. */
export const SESSION_SECONDS = 365 * 24 * 60 * 60;
/** How long, and how much, a device that was signed out elsewhere may still hand in of what it had not sent. */
export const HANDING_IN_DAYS = 30;
export const HANDED_IN_BYTES = 1024 * 1024;
export const PEOPLE_QUERIES_PER_MINUTE = 60;
/** Pages of messages, and places in a conversation, that one person may ask for. No limit where `MESSAGE_RATE` is 0. */
export const HISTORY_QUERIES_PER_MINUTE = 600;
/** Searches for messages of one person, and of everybody that wait at one time. */
export const SEARCHES_PER_MINUTE = 240;
export const SEARCHES_AT_ONCE = 100;
/** Rows of the index that one search looks at, and conversations up to which it looks only at theirs. */
export const SEARCH_SCANNED = 200_000;
export const SEARCH_ROOMS_NAMED = 64;
/** Messages beyond the limit that a search gives because they arrived together with the last one. */
export const SEARCH_TOGETHER = 500;
/** How long a search waits at most for what was said before it to be indexed; for edits and retractions without end. */
export const SEARCH_WAIT_MS = 1_000;
/** How far the search index may be behind what was said when nobody searches. */
export const SEARCH_INDEX_INTERVAL_MS = 5_000;
/** From so many messages on a write to the search index is full; the rest of a writer of old history after each. */
export const SEARCH_PUT_MESSAGES = 1_000;
export const SEARCH_REBUILD_PAUSE_MS = 10;
/** A device of kind `sub` that does not come back for so long is signed out. */
export const SUB_DEVICE_SECONDS = 30 * 24 * 60 * 60;
/** Devices one person may be signed in on; with one more, the one not seen for longest is signed out. */
export const DEVICES_PER_PERSON = 100;
/** How long sub devices go on after the last main device has left, where they need one. */
export const MAIN_GRACE_MS = 10_000;

/** How long a code for linking a device is good, and how often the device may ask about it. */
export const LINK_CODE_SECONDS = 10 * 60;
export const LINK_INTERVAL_SECONDS = 2;
/** Codes that one network address may ask for, and codes that wait at all, in `LINK_CODE_SECONDS`. */
export const LINK_CODES_PER_ADDRESS = 60;
export const LINK_CODES_WAITING = 10_000;
/** Wrong codes that one person may type, and one network address may claim, in `LINK_CODE_SECONDS`. */
export const LINK_TRIES_PER_PERSON = 20;
export const LINK_TRIES_PER_ADDRESS = 100;
/** Characters that are kept of what a browser says it is. */
export const USER_AGENT_LENGTH = 300;

/** Names and addresses whose attempts are counted at one time; the oldest are forgotten first. */
export const COUNTED_KEYS = 20_000;

/** Exports that are made at one time, of everybody; a person has one. It ends when its reader takes nothing for so long. */
export const EXPORTS_AT_ONCE = 4;
export const EXPORT_STALL_MS = 60_000;
/** After so long an export gives way to somebody who finds all places taken: whoever reads slowly does not keep one. */
export const EXPORT_PLACE_MS = 15 * 60 * 1000;
/** Messages back to which a reply on an exported page can quote the one that it answers. */
export const EXPORT_QUOTES = 1_000;
/** When a deletion of an account that was cut off is gone on with. */
export const DELETION_RETRY_MS = 30_000;

export const INVITES_PER_PERSON = 100;
export const INVITE_DAYS = 14;
/** Accounts that may be made with one invite link where sign-up needs one. */
export const SIGN_UPS_PER_INVITE = 50;
/** People whose names are kept in one person's document, those of the newest conversations first. */
export const PEOPLE_PER_PERSON = 5_000;
