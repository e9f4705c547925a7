# A learning switch for os-ken, OpenFlow 1.3: what a controller that knows nothing of Mirach asks of a switch.
from os_ken.base import app_manager
from os_ken.controller import ofp_event
from os_ken.controller.handler import CONFIG_DISPATCHER, MAIN_DISPATCHER, set_ev_cls
from os_ken.lib.packet import ethernet, packet
from os_ken.ofproto import ofproto_v1_3


class Learning(app_manager.OSKenApp):
    OFP_VERSIONS = [ofproto_v1_3.OFP_VERSION]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.ports = {}

    def add(self, switch, priority, match, port):
        parser = switch.ofproto_parser
        length = switch.ofproto.OFPCML_NO_BUFFER
        actions = [parser.OFPActionOutput(port, length)]
        apply_now = [parser.OFPInstructionActions(switch.ofproto.OFPIT_APPLY_ACTIONS, actions)]
        switch.send_msg(parser.OFPFlowMod(datapath=switch, priority=priority, match=match, instructions=apply_now))

    @set_ev_cls(ofp_event.EventOFPSwitchFeatures, CONFIG_DISPATCHER)
    def on_switch(self, event):
        switch = event.msg.datapath
        self.add(switch, 0, switch.ofproto_parser.OFPMatch(), switch.ofproto.OFPP_CONTROLLER)

    @set_ev_cls(ofp_event.EventOFPPacketIn, MAIN_DISPATCHER)
    def on_packet(self, event):
        message = event.msg
        switch = message.datapath
        parser = switch.ofproto_parser
        in_port = message.match['in_port']
        frame = packet.Packet(message.data).get_protocol(ethernet.ethernet)
        known = self.ports.setdefault(switch.id, {})
        known[frame.src] = in_port
        out = known.get(frame.dst, switch.ofproto.OFPP_FLOOD)
        if out != switch.ofproto.OFPP_FLOOD:
            self.add(switch, 1, parser.OFPMatch(in_port=in_port, eth_src=frame.src, eth_dst=frame.dst), out)
        data = message.data if message.buffer_id == switch.ofproto.OFP_NO_BUFFER else None
        switch.send_msg(parser.OFPPacketOut(
            datapath=switch, buffer_id=message.buffer_id, in_port=in_port,
            actions=[parser.OFPActionOutput(out)], data=data))
