package org.mirach.vswitch.fastpath;

import static org.mirach.vswitch.fastpath.Packets.MAC1;
import static org.mirach.vswitch.fastpath.Packets.MAC2;
import static org.mirach.vswitch.fastpath.Packets.concat;
import static org.mirach.vswitch.fastpath.Packets.ethernet;
import static org.mirach.vswitch.fastpath.Packets.hex;
import static org.mirach.vswitch.fastpath.Packets.ip;
import static org.mirach.vswitch.fastpath.Packets.ipv4;
import static org.mirach.vswitch.fastpath.Packets.ipv6;
import static org.mirach.vswitch.fastpath.Packets.tcp;
import static org.mirach.vswitch.fastpath.Packets.udp;
import static org.mirach.vswitch.fastpath.Packets.vlan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.mirach.vswitch.flow.DatapathAction;

/** Packets with headers that are cut off or lie, and lists of actions that ask for anything; the same for one seed. */
public final class Hostile {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String A6 = "fd00::1";
    private static final String B6 = "fd00::2";
    private static final String NSH = "0fc6 01 03 000017 fe 11111111 22222222 33333333 44444444";
    private static final List<byte[]> SEEDS = seeds();

    private final Random random;

    public Hostile(long seed) {
        random = new Random(seed);
    }

    private static List<byte[]> seeds() {
        byte[] segment = ipv4(A, B, 6, tcp(A, B, 1, 2, 2, new byte[30]));
        byte[] datagram6 = ipv6(A6, B6, 17, 0, 0, udp(A6, B6, 1, 2, new byte[30]));
        byte[] plain = ethernet(MAC2, MAC1, 0x0800, segment);
        byte[] solicit = concat(hex("87 00 0000 00000000"), ip(B6), hex("01 01 0a0b0c0d0e0f 02 01 0a0b0c0d0e0f"));
        byte[] extended =
                ipv6(A6, B6, 0, 0, 0, concat(hex("2b00000000000000 3c00000100000000 0600000000000000"), segment));
        byte[] arp = hex("0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002");
        byte[] nsh = ethernet(MAC2, MAC1, 0x894f, concat(hex(NSH), plain));
        return List.of(
                plain,
                ethernet(MAC2, MAC1, 0x86dd, datagram6),
                ethernet(MAC2, MAC1, 0x86dd, extended),
                ethernet(MAC2, MAC1, 0x86dd, ipv6(A6, B6, 58, 0, 0, solicit)),
                ethernet(MAC2, MAC1, 0x8100, vlan(5, 0x0800, segment)),
                ethernet(MAC2, MAC1, 0x88a8, concat(hex("0001 8100 0002 8100 0003 0800"), segment)),
                ethernet(MAC2, MAC1, 0x8847, concat(hex("00010040 00020040 00030140"), segment)),
                ethernet(MAC2, MAC1, 0x8847, concat(hex("00010140"), datagram6)),
                ethernet(MAC2, MAC1, 0x88a8, vlan(7, 0x88e7, concat(hex("00000064"), plain))),
                ethernet(MAC2, MAC1, 0x0026, concat(hex("aaaa03 000000 0800"), segment)),
                ethernet(MAC2, MAC1, 0x0806, arp),
                nsh);
    }

    /** A packet of 1 byte or more. */
    public byte[] packet() {
        byte[] seed = SEEDS.get(random.nextInt(SEEDS.size()));
        byte[] mutant = Arrays.copyOf(seed, 1 + random.nextInt(seed.length + 40));
        for (int i = random.nextInt(6); i > 0; i--) {
            mutant[random.nextInt(mutant.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
        }
        return mutant;
    }

    /** Up to six actions, nested so deep at most; ports 2 to 4, meter 1, recirc_ids 1 to 3. */
    public List<DatapathAction> actions(int depth) {
        List<DatapathAction> list = new ArrayList<>();
        for (int i = random.nextInt(7); i > 0; i--) {
            list.add(action(depth));
        }
        return list;
    }

    /** One that changes bytes. */
    public DatapathAction.Edit edit() {
        DatapathAction action = action(0);
        while (!(action instanceof DatapathAction.Edit)) {
            action = action(0);
        }
        return (DatapathAction.Edit) action;
    }

    private DatapathAction action(int depth) {
        int which = random.nextInt(depth == 0 ? 32 : 36);
        int i = random.nextInt();
        long l = random.nextLong();
        return switch (which) {
            case 0 -> new DatapathAction.SetEthernet(l, l >> 3, l >> 5, -1);
            case 1 -> new DatapathAction.SetEtherType(random.nextBoolean() ? 0x8847 : i & 0xffff);
            case 2 -> new DatapathAction.PushVlan(0x8100, i & 0xffff);
            case 3, 4 -> new DatapathAction.PopVlan();
            case 5 -> new DatapathAction.SetIpv4(i, -1, i, i, i, 0xff, i, 0xff);
            case 6 -> new DatapathAction.SetIpProto(random.nextBoolean() ? 58 : i & 0xff);
            case 7 -> new DatapathAction.SetIpv6(l, l, -1, l, l, l, l, -1, i, i, i, i, i, i);
            case 8 -> new DatapathAction.SetTransport(i, i, i, -1);
            case 9 -> new DatapathAction.SetIcmp(i, i, i, i);
            case 10 -> new DatapathAction.SetArp(i, i, i, i, i, i, l, l, l, l);
            case 11 -> new DatapathAction.SetNd(l, l, l, l, l, l, l, l);
            case 12 -> new DatapathAction.SetNdExtensions(i, i, i, i);
            case 13 -> new DatapathAction.PushMpls(0x8847, i);
            case 14 -> new DatapathAction.EncapMpls(0x8848, i);
            case 15, 16 -> new DatapathAction.PopMpls(type());
            case 17 -> new DatapathAction.SetMpls(i, i);
            case 18 -> new DatapathAction.CopyMplsTtl(random.nextBoolean());
            case 19 -> new DatapathAction.PushPbb(0x88e7, i);
            case 20 -> new DatapathAction.PopPbb();
            case 21 -> new DatapathAction.SetPbbIsid(i, i);
            case 22 -> new DatapathAction.PushEthernet(l, l, type());
            case 23 -> new DatapathAction.PopEthernet();
            case 24 -> new DatapathAction.PushNsh(new DatapathAction.Header(hex(NSH)));
            case 25 -> new DatapathAction.PopNsh();
            case 26 -> new DatapathAction.SetNsh(l, l, l, l, l, l);
            case 27 -> new DatapathAction.SetMark(i, i);
            case 28 -> new DatapathAction.Truncate(random.nextInt(3) * 17);
            case 29 -> new DatapathAction.Meter(1);
            case 30 -> new DatapathAction.Hash(i & 1, i);
            case 31 -> new DatapathAction.Output(2 + random.nextInt(3));
            case 32 -> new DatapathAction.Clone(actions(depth - 1));
            case 33 -> new DatapathAction.Sample(i, actions(depth - 1));
            case 34 -> new DatapathAction.CheckLength(random.nextInt(100), actions(depth - 1), actions(depth - 1));
            default -> new DatapathAction.Recirculate(1 + random.nextInt(3));
        };
    }

    private int type() {
        int[] types = {0x0800, 0x86dd, 0x0806, 0x8100, 0x8847, 0x88e7, 0x894f, 0x6558};
        return types[random.nextInt(types.length)];
    }
}
