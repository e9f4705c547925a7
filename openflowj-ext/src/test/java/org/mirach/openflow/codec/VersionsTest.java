package org.mirach.openflow.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.AsyncConfig;
import org.mirach.openflow.message.BasicRequest;
import org.mirach.openflow.message.BundleControl;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowMonitorRequest;
import org.mirach.openflow.message.GroupMod;
import org.mirach.openflow.message.ItemRequest;
import org.mirach.openflow.message.MirachMessage;
import org.mirach.openflow.message.PortMod;
import org.mirach.openflow.message.RoleStatus;
import org.mirach.openflow.message.SetConfig;
import org.mirach.openflow.message.TableMod;
import org.mirach.openflow.message.TlvTable;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.ControllerRole;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Messages that a switch takes, in every version that has them. */
class VersionsTest {
    private static void survives(MirachMessage message) throws OpenFlowException {
        byte[] frame = HexFormat.of().parseHex(Wire.encode(message));
        assertThat(new MessageDecoder(DecodeMode.STRICT).decode(frame)).isEqualTo(message);
    }

    @ParameterizedTest
    @EnumSource(names = {"OF_10", "OF_13", "OF_14", "OF_15"})
    void requestsComeBackAsTheyWereMade(OFVersion version) throws OpenFlowException {
        boolean of10 = version == OFVersion.OF_10;
        boolean of14 = version.getWireVersion() >= OFVersion.OF_14.getWireVersion();
        for (BasicRequest.Kind kind : BasicRequest.Kind.values()) {
            boolean there = switch (kind) {
                case GET_ASYNC, METER_FEATURES -> !of10;
                case TABLE_DESC -> of14;
                default -> true;
            };
            if (there) {
                survives(new BasicRequest(version, 7, kind));
            }
        }
        survives(new ItemRequest(version, 7, ItemRequest.Kind.PORT_STATS, 3, 0));
        survives(new ItemRequest(version, 7, ItemRequest.Kind.QUEUE_STATS, 3, 9));
        survives(new ItemRequest(version, 7, ItemRequest.Kind.QUEUE_CONFIG, 3, ItemRequest.ALL_QUEUES));
        survives(new ItemRequest(version, 7, ItemRequest.Kind.GROUP_STATS, 5, 0));
        survives(new SetConfig(version, 7, SetConfig.FRAG_DROP, 128));
        survives(new PortMod(version, 7, 3, 0x20000000001L, 1, 1, 0));
        survives(new TlvTable.Mod(version, 7, TlvTable.Mod.ADD, List.of(new TlvTable.Mapping(0xffff, 1, 8, 3))));
    }

    @ParameterizedTest
    @EnumSource(names = {"OF_10", "OF_13", "OF_14", "OF_15"})
    void groupsAndMonitorsComeBackAsTheyWereMade(OFVersion version) throws OpenFlowException {
        List<Action> actions = List.of(new Action.Output(2));
        survives(new GroupMod(
                version,
                7,
                GroupMod.ADD,
                GroupMod.TYPE_SELECT,
                1,
                List.of(new GroupMod.Bucket(0, 5, PortNo.ANY, PortNo.GROUP_ANY, actions))));
        survives(new FlowMonitorRequest(
                version,
                7,
                List.of(new FlowMonitorRequest.Monitor(
                        1, 0, FlowMonitorRequest.ADD, 255, PortNo.ANY, PortNo.GROUP_ANY, Match.ANY))));
        if (version != OFVersion.OF_10) { // which leaves the table to the switch
            survives(FlowMod.builder()
                    .version(version)
                    .actions(new Action.Output(2))
                    .build());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OF_14", "OF_15"})
    void whatOpenFlow14BroughtComesBackAsItWasMade(OFVersion version) throws OpenFlowException {
        survives(FlowMod.builder().version(version).importance(9).build());
        survives(new TableMod(version, 7, 1, TableMod.VACANCY_EVENTS, Optional.of(new TableMod.Vacancy(20, 80))));
        survives(new BundleControl(version, 7, 1, BundleControl.COMMIT_REQUEST, BundleControl.ATOMIC));
        survives(new RoleStatus(version, 7, ControllerRole.SLAVE, 0, 4));
        survives(new AsyncConfig(
                version,
                7,
                AsyncConfig.Form.SET,
                List.of(new AsyncConfig.Mask(AsyncConfig.Kind.TABLE_STATUS, false, 0x18))));
    }

    @Test
    void aMessageInABundleMustHaveTheXidOfTheBundlesMessage() {
        String inside = "0510001800000006" + "00000000".repeat(4);
        byte[] frame = HexFormat.of().parseHex("0522002800000005" + "0000000100000000" + inside);

        assertThatThrownBy(() -> new MessageDecoder(DecodeMode.STRICT).decode(frame))
                .isInstanceOfSatisfying(
                        OpenFlowException.class, e -> assertThat(e.error()).isEqualTo(OfError.OFPBFC_MSG_BAD_XID));
    }
}
