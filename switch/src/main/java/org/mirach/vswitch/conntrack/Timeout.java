package org.mirach.vswitch.conntrack;

/** How long a connection is remembered after its last packet, by what is known of it: Open vSwitch's defaults. */
enum Timeout {
    TCP_FIRST_PACKET(30),
    TCP_OPENING(30),
    TCP_ESTABLISHED(24 * 60 * 60),
    TCP_CLOSING(15 * 60),
    TCP_FIN_WAIT(45),
    TCP_CLOSED(30),
    OTHER_FIRST(60),
    OTHER_MULTIPLE(60),
    OTHER_BIDIRECTIONAL(30),
    ICMP_FIRST(60),
    ICMP_REPLY(30);

    final long ms;

    Timeout(int seconds) {
        ms = seconds * 1000L;
    }
}
