package org.mirach.vswitch.slowpath;

import java.util.List;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.MatchBuilder;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.pipeline.match.FieldSlot;

/** What a packet_in tells of a packet beside its bytes: the fields that Open vSwitch tells, where they are not zero. */
final class PacketInMatch {
    private static final List<Field> BEFORE_PORT = List.of(
            Field.TUNNEL_ID,
            Field.TUN_FLAGS,
            Field.TUN_IPV4_SRC,
            Field.TUN_IPV4_DST,
            Field.TUN_IPV6_SRC,
            Field.TUN_IPV6_DST,
            Field.TUN_GBP_ID,
            Field.TUN_GBP_FLAGS,
            Field.METADATA,
            Field.PKT_MARK,
            Field.PACKET_TYPE);
    private static final List<Field> CONNECTION = List.of(Field.CT_STATE, Field.CT_ZONE, Field.CT_MARK, Field.CT_LABEL);
    private static final List<Field> TUPLE_4 =
            List.of(Field.CT_NW_SRC, Field.CT_NW_DST, Field.CT_NW_PROTO, Field.CT_TP_SRC, Field.CT_TP_DST);
    private static final List<Field> TUPLE_6 =
            List.of(Field.CT_IPV6_SRC, Field.CT_IPV6_DST, Field.CT_NW_PROTO, Field.CT_TP_SRC, Field.CT_TP_DST);
    /** ct_state bits without which the original tuple says nothing: trk set, inv clear. */
    private static final long TRACKED = 0x20;

    private static final long INVALID = 0x10;
    private static final int REGISTERS = 16;

    private PacketInMatch() {}

    static Match of(FlowKey key) {
        long[] words = key.toArray();
        MatchBuilder match = Match.builder();
        match.exact(Field.IN_PORT, key.inPort() & 0xffffffffL);
        BEFORE_PORT.forEach(field -> addSet(match, field, words));
        for (int i = 0; i < REGISTERS; i++) {
            addSet(match, Field.register(i), words);
        }
        long state = FieldSlot.of(Field.CT_STATE).get(words).lo();
        if (state != 0) {
            CONNECTION.forEach(field -> addSet(match, field, words));
            boolean tuple = FieldSlot.of(Field.CT_NW_PROTO).get(words).lo() != 0;
            if ((state & (TRACKED | INVALID)) == TRACKED && tuple) {
                addTuple(match, words);
            }
        }
        return match.build();
    }

    private static void addSet(MatchBuilder match, Field field, long[] words) {
        FieldValue value = FieldSlot.of(field).get(words);
        if (!value.isZero()) {
            match.masked(field, value, field.fullMask());
        }
    }

    private static void addTuple(MatchBuilder match, long[] words) {
        int type = (int) FieldSlot.of(Field.ETH_TYPE).get(words).lo();
        if (type == EtherType.IPV4 || type == EtherType.IPV6) {
            for (Field field : type == EtherType.IPV4 ? TUPLE_4 : TUPLE_6) {
                match.masked(field, FieldSlot.of(field).get(words), field.fullMask());
            }
        }
    }
}
