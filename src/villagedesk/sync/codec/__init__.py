"""The wire codec: events as columns of values, so that a push or a page is tiny on a 2G line.

The decoder gives back the same bytes of every body and needs no schema: the batch itself says what its columns are,
so an older program reads a newer one's fields. Here is the whole format, for whoever writes it in another language.

Numbers. A *varint* is a number not below zero, 7 bits a byte, the lowest first, the top bit set on all but the last
(LEB128). *zigzag* makes 0, 1, 2, 3 of 0, -1, 1, -2. A *block* is a varint length and that many bytes. *Radix r* packs
numbers from 0 to r - 1: in groups of 256 (the last one smaller) n1 + n2 r + n3 r^2 ... as one big-endian number, in as
many bytes as r^(size of the group) - 1 needs; nothing for r of 0 or 1.

*Integers* (of a known count) are a zigzag varint, the smallest of them; for more than one follows a varint r. With r = 1
all are equal. With r > 1 a varint step, then radix r: smallest + step x number. With r = 0 the numbers above the smallest
by their magnitude: varints w and d, radix d: bit length - w of each, then, as one big-endian number padded in front to
whole bytes, the bits of all of them in order, each without its highest bit (a number of length 0 or 1 has none).

A *token* is a value as JSON text, just as it stands in the body: a text with its quotes, a whole number, true, false
or null. A *frame* is a body (UTF-8) with tokens cut out; in the place of each stands a zero byte, a *slot*.

    batch  = varint 1 (version), varint count; nothing more when it is 0, else
             varint frames, each frame as a block; the number of each event's frame, from 1 on, by radix frames + 1
             (0: its body travels as it is); ids; the column of scopes (JSON texts); the blocks of the bodies that
             travel as they are; for each frame in order, for each of its slots in order, the column of its tokens
             over the events of that frame
    ids    = varint 0, 16 bytes each; or, when all are UUIDv7, varint 1, the first one's milliseconds as a varint,
             integers of the steps from each one's milliseconds to the next one's, the 12 and 62 random bits of each
             as one number by radix 2^74
    column = a tag (varint), then

     0 same       a column of one value: all are that
     1 text       a block: the tokens, a line feed between two of them
     2 integers   integers
     3 steps      the first one as zigzag varint, integers of each one's difference to the one before
     4 after      integers of each one less the milliseconds in its event's id
     5 own row    integers n: the id of the n-th row that the event made, 32 hex digits: the first 16 bytes of
                  SHA-256(event id, n as 4 bytes big-endian)
     6 ids        integers, then 16 bytes for each 0 among them: 0 is a new id; 2k + 1 the one learnt k before the last
                  learnt; 2m + 2 the row m mod 64 of the event whose place in the batch is zigzag m div 64 before this
     7 hex        a varint length, bytes of that length each
     8 digits     a varint length, integers; texts of digits filled with zeros to that length
     9 dates      integers of days since 1970-01-01; YYYY-MM-DD
    10 letters    integers of the lengths, a varint size of the alphabet, integers of its code points, each less the one
                  before, all the letters by radix size
    11 words      varint code point of the separator, integers of the numbers of words, varint size of the vocabulary,
                  the vocabulary as a block with line feeds between, all the words by radix size
    12 resident   a column of areas (6 digits), integers of days of birth, integers of the three digits after; the last
                  place follows from the others (GB 11643)
    13 choice     a varint size, a column of the different values, which one stands where by radix size
    14 some       a column of one value, the usual one; a varint, how many differ; integers of how many places lie
                  before each of these since the one before; the column of these
    15 cut        a column of first parts, a column of second parts; joined as texts
    16 bank card  a column without the last digit, which follows from the others (Luhn)
    17 pattern    a column of one text, digits in it standing for digits; for each run of digits a column of texts
    18 copy       a varint k: equal to the column k + 1 before it in the same frame

The times and ids that 4, 5 and 6 refer to are those of the column's events; a column inside another one has them only in
0 and 14. After each column of a frame the ids in it (texts of 32 digits and small letters a to f) that are not learnt yet
are learnt, in order. Only the tags 0 to 17 stand inside other columns, at most five deep.

A reader refuses what is too much before it makes it: more than 50,000 events, 500,000 values in columns, 16 million
letters in bodies.

A *message* on the wire begins with a byte: 0, the message as it is; 1, a Zstandard frame (RFC 8878); 2, a Zstandard
frame without its first four bytes (the magic number) that needs the dictionary ``resources/wire/dictionary-1``. Frames
say their content's size, and a reader looks at that before it opens them. (A message that begins with a brace or
a bracket is JSON, for diagnosis; see ``messages.decode``.)
"""

from villagedesk.sync.codec.batch import CodecError, WireEvent, decode_events, encode_events, encode_fitting
from villagedesk.sync.codec.packing import pack, unpack

__all__ = ["CodecError", "WireEvent", "decode_events", "encode_events", "encode_fitting", "pack", "unpack"]
