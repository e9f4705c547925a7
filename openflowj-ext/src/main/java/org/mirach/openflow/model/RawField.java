package org.mirach.openflow.model;

/** A match field that the field table does not know: its 32-bit header and what follows it. Lenient decoding only. */
public record RawField(int header, Bytes body) {}
