package org.mirach.openflow.message;

import java.util.List;
import org.projectfloodlight.openflow.protocol.OFType;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Which asynchronous messages a controller wants: a bit for each reason (OpenFlow 1.3.5, 7.3.10; 1.4.1, 7.3.10; Nicira's
 * NXT_SET_ASYNC_CONFIG and NXT_SET_ASYNC_CONFIG2).
 */
public record AsyncConfig(OFVersion version, long xid, Form form, List<Mask> masks) implements MirachMessage {
    public AsyncConfig {
        masks = List.copyOf(masks);
    }

    /** Which message it is. */
    public enum Form {
        /** OFPT_SET_ASYNC; in OpenFlow 1.0 NXT_SET_ASYNC_CONFIG. */
        SET,
        /** NXT_SET_ASYNC_CONFIG in 1.3 and later. */
        NICIRA_SET,
        /** NXT_SET_ASYNC_CONFIG2, whose properties are those of OpenFlow 1.4. */
        NICIRA_SET2,
        REPLY
    }

    /** Kinds of messages; twice the ordinal is OpenFlow 1.4's property for slaves, the next that for masters. */
    public enum Kind {
        PACKET_IN,
        PORT_STATUS,
        FLOW_REMOVED,
        ROLE_STATUS,
        TABLE_STATUS,
        REQUESTFORWARD
    }

    /** The reasons of one kind that are wanted in one role; master stands for equal too. */
    public record Mask(Kind kind, boolean slave, int bits) {}

    /** Whether kinds that it does not name stay as they were; else nothing of them is wanted. */
    public boolean changesSome() {
        return form == Form.NICIRA_SET2
                || form == Form.SET && version.getWireVersion() >= OFVersion.OF_14.getWireVersion();
    }

    @Override
    public OFType getType() {
        boolean nicira = form == Form.NICIRA_SET || form == Form.NICIRA_SET2 || version == OFVersion.OF_10;
        return nicira ? OFType.EXPERIMENTER : form == Form.REPLY ? OFType.GET_ASYNC_REPLY : OFType.SET_ASYNC;
    }
}
