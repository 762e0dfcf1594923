package io.github.trunnion.nettysuite;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.testsuite.transport.socket.SocketTestPermutation;

import java.util.ArrayList;
import java.util.List;

/** What Netty's modules have for their transports: the event loops of carriers, and who talks. */
final class CarrierPermutation extends SocketTestPermutation {
    static final CarrierPermutation INSTANCE = new CarrierPermutation();

    @Override
    public List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> socket() {
        return withoutThoseOfNetty(combo(serverSocket(), clientSocket()));
    }

    @Override
    public List<BootstrapFactory<ServerBootstrap>> serverSocket() {
        List<BootstrapFactory<ServerBootstrap>> servers = new ArrayList<>();
        servers.add(() -> Suite.running().server());
        if (Suite.PEERS) {
            servers.addAll(super.serverSocket());
        }
        return servers;
    }

    @Override
    public List<BootstrapFactory<Bootstrap>> clientSocket() {
        List<BootstrapFactory<Bootstrap>> clients = new ArrayList<>();
        clients.add(() -> Suite.running().client());
        if (Suite.PEERS) {
            clients.addAll(super.clientSocket());
        }
        return clients;
    }

    /** Only those of ours: what has no other side needs no other event loop. */
    List<BootstrapFactory<ServerBootstrap>> serverSocketAlone() {
        return List.of(() -> Suite.running().server());
    }

    List<BootstrapFactory<Bootstrap>> clientSocketAlone() {
        return List.of(() -> Suite.running().client());
    }

    @Override
    public List<BootstrapComboFactory<Bootstrap, Bootstrap>> datagram(SocketProtocolFamily family) {
        List<BootstrapFactory<Bootstrap>> servers = new ArrayList<>();
        List<BootstrapFactory<Bootstrap>> clients = new ArrayList<>();
        servers.add(() -> Suite.running().servers.datagram(family));
        clients.add(() -> Suite.running().clients.datagram(family));
        if (Suite.PEERS) {
            BootstrapComboFactory<Bootstrap, Bootstrap> nettys = super.datagram(family).getFirst();
            servers.add(nettys::newServerInstance);
            clients.add(nettys::newClientInstance);
        }
        return withoutThoseOfNetty(combo(servers, clients));
    }

    @Override
    public List<BootstrapFactory<Bootstrap>> datagramSocket() {
        return List.of(() -> Suite.running().clients.datagram());
    }

    private static <B> List<B> withoutThoseOfNetty(List<B> combinations) {
        if (Suite.PEERS) {
            combinations.removeLast();
        }
        return combinations;
    }
}
