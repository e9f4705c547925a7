package org.mirach.it.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Flow entries and packets drawn at random from a small world, so that entries overlap and packets hit them. Entries of
 * one table have priorities of their own: which of two equal ones wins is nobody's promise. The same seed gives the same.
 *
 * <p><b>Threads:</b> the test's.
 */
public final class RandomTables {
    private static final int LAST_TABLE = 2;

    private final Random random;

    public RandomTables(long seed) {
        random = new Random(seed);
    }

    /** Lines for {@code ovs-ofctl -O OpenFlow13 add-flows}. */
    public List<String> entries(int count) {
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int table = random.nextInt(LAST_TABLE + 1);
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            String match = match(kind);
            entries.add("table=%d,priority=%d,cookie=0x%x%s actions=%s"
                    .formatted(table, 1 + i, i, match, actions(kind, table, match.matches(".*dl_vlan=[12]0.*"))));
        }
        entries.add("table=0,priority=0,actions=goto_table:1");
        return entries;
    }

    /** A frame as {@link PacketText} writes it. */
    public String packet() {
        String eth = "eth(src=%s,dst=%s)".formatted(mac(), mac());
        String vlan =
                random.nextInt(3) == 0 ? "/vlan(vid=%s,pcp=%d)".formatted(pick("10", "20"), random.nextInt(8)) : "";
        String ports = "(src=%s,dst=%s)".formatted(port(), port());
        String network = switch (random.nextInt(8)) {
            case 0 -> "/arp(op=%d,spa=%s,tpa=%s)".formatted(1 + random.nextInt(2), ipv4(), ipv4());
            case 1 -> "/ipv6(src=%s,dst=%s,ttl=%s)/tcp".formatted(ipv6(), ipv6(), ttl()) + ports;
            case 2 -> "/ipv6(src=%s,dst=%s,ttl=%s)/udp".formatted(ipv6(), ipv6(), ttl()) + ports;
            case 3 -> "/ipv6(src=%s,dst=%s)/icmp6(type=128)".formatted(ipv6(), ipv6());
            case 4 -> ip() + "/icmp(type=%s)".formatted(pick("0", "8"));
            case 5 -> ip() + "/udp" + ports;
            default -> ip() + "/tcp" + ports;
        };
        return eth + vlan + network;
    }

    private String ip() {
        return "/ipv4(src=%s,dst=%s,ttl=%s,tos=%s)".formatted(ipv4(), ipv4(), ttl(), pick("0", "0", "184"));
    }

    /** What an entry is about; decides which fields it may match and set. */
    private enum Kind {
        ANY(""),
        ARP(",arp"),
        IP(",ip"),
        TCP(",tcp"),
        UDP(",udp"),
        IPV6(",ipv6"),
        TCP6(",tcp6"),
        ICMP(",icmp");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        boolean is4() {
            return this == IP || hasPorts() && this != TCP6 || this == ICMP;
        }

        boolean is6() {
            return this == IPV6 || this == TCP6;
        }

        boolean hasPorts() {
            return this == TCP || this == UDP || this == TCP6;
        }
    }

    private String match(Kind kind) {
        StringBuilder match = new StringBuilder(kind.word);
        maybe(match, 3, ",in_port=" + (1 + random.nextInt(3)));
        maybe(match, 5, ",dl_src=" + mac());
        maybe(match, 5, ",dl_dst=" + mac() + pick("", "", "/ff:ff:ff:ff:ff:fe"));
        maybe(match, 5, ",dl_vlan=" + pick("10", "20", "0xffff"));
        if (kind.is4()) {
            maybe(match, 3, ",nw_src=" + ipv4() + pick("", "/31", "/24"));
            maybe(match, 3, ",nw_dst=" + ipv4() + pick("", "/30"));
            maybe(match, 6, ",nw_tos=" + pick("0", "184"));
            maybe(match, 6, ",nw_ttl=" + ttl());
        }
        if (kind.is6()) {
            maybe(match, 3, ",ipv6_src=" + ipv6() + pick("", "/64"));
            maybe(match, 3, ",ipv6_dst=" + ipv6());
        }
        if (kind.hasPorts()) {
            maybe(match, 3, ",tp_dst=" + pick("80", "81", "1000", "80/0xfffe"));
            maybe(match, 4, ",tp_src=" + port());
        }
        if (kind == Kind.ARP) {
            maybe(match, 3, ",arp_op=" + (1 + random.nextInt(2)));
            maybe(match, 3, ",arp_tpa=" + ipv4());
        }
        if (kind == Kind.ICMP) {
            maybe(match, 3, ",icmp_type=" + pick("0", "8"));
        }
        return match.toString();
    }

    /** @param tagged the packet surely has a VLAN tag: OpenFlow 1.3 takes a pop from no other */
    private String actions(Kind kind, int table, boolean tagged) {
        List<String> actions = new ArrayList<>();
        if (tagged && random.nextInt(3) == 0) {
            actions.add("strip_vlan");
        }
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            actions.add(action(kind));
        }
        if (table < LAST_TABLE && random.nextInt(2) == 0) {
            if (random.nextInt(4) == 0) {
                actions.add("write_actions(output:" + (1 + random.nextInt(3)) + ")");
            }
            actions.add("goto_table:" + (table + 1 + random.nextInt(LAST_TABLE - table)));
        } else if (actions.isEmpty()) {
            actions.add("drop");
        } else {
            actions.add("output:" + (1 + random.nextInt(3)));
        }
        return String.join(",", actions);
    }

    private String action(Kind kind) {
        int choice = random.nextInt(10);
        if (kind.is4() && choice < 3) {
            return pick(
                    "mod_nw_src:" + ipv4(),
                    "mod_nw_dst:" + ipv4(),
                    "dec_ttl",
                    "mod_nw_tos:32",
                    "set_field:" + ipv4() + "->ip_dst");
        }
        if (kind.is6() && choice < 3) {
            return pick("dec_ttl", "set_field:" + ipv6() + "->ipv6_dst", "set_field:" + ipv6() + "->ipv6_src");
        }
        if (kind.hasPorts() && choice < 5) {
            return pick("mod_tp_src:" + port(), "mod_tp_dst:" + port());
        }
        return pick(
                "output:" + (1 + random.nextInt(3)),
                "output:" + (1 + random.nextInt(3)),
                "in_port",
                "flood",
                "all",
                "mod_dl_src:" + mac(),
                "mod_dl_dst:" + mac(),
                // Both: what a pushed tag starts with is a known difference (known-differences.txt).
                "mod_vlan_vid:10,mod_vlan_pcp:3",
                "mod_vlan_pcp:3,mod_vlan_vid:10");
    }

    private void maybe(StringBuilder text, int oneIn, String part) {
        if (random.nextInt(oneIn) == 0) {
            text.append(part);
        }
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String mac() {
        return "02:00:00:00:00:0" + (1 + random.nextInt(3));
    }

    private String ipv4() {
        return "10.0.0." + (1 + random.nextInt(4));
    }

    private String ipv6() {
        return "fd00::" + (1 + random.nextInt(3));
    }

    private String ttl() {
        return pick("64", "64", "64", "2", "1");
    }

    private String port() {
        return pick("80", "81", "1000");
    }
}
