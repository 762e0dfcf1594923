package io.github.trunnion.compat.nettyhttp;

import io.github.trunnion.bridge.BridgeExecutor;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** A key of its own for TLS, whose use in handshakes it sees. */
final class Tls {
    private static final char[] PASSWORD = "password".toCharArray();

    private final KeyStore store = KeyStore.getInstance("PKCS12");
    private final SSLContext client = SSLContext.getInstance("TLS");

    /** The threads that have asked for the key. */
    final List<Thread> threads = new CopyOnWriteArrayList<>();

    /** Those of them that were carriers. */
    final List<Thread> carriers = new CopyOnWriteArrayList<>();

    /** What is done there. */
    volatile Runnable whenAsked = () -> {};

    /** Has the keytool of this JDK make a key in the folder. */
    Tls(Path folder) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=ip:127.0.0.1,dns:localhost",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("keytool.log").toFile())
                        .start();
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            keytool.destroyForcibly();
            throw new IOException(Files.readString(folder.resolve("keytool.log")));
        }
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", store.getCertificate("server"));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        client.init(null, trust.getTrustManagers(), null);
    }

    SslContext server() throws Exception {
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        return SslContextBuilder.forServer(
                        new Watched((X509ExtendedKeyManager) keys.getKeyManagers()[0]))
                .sslProvider(SslProvider.JDK)
                .build();
    }

    Client connect(InetSocketAddress server) throws IOException {
        Socket socket =
                client.getSocketFactory().createSocket(server.getAddress(), server.getPort());
        return new Client(socket);
    }

    private final class Watched extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;

        Watched(X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            Thread thread = Thread.currentThread();
            threads.add(thread);
            if (BridgeExecutor.current() != null) {
                carriers.add(thread);
            }
            whenAsked.run();
            return keys.chooseEngineServerAlias(type, issuers, engine);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return keys.getServerAliases(type, issuers);
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return keys.chooseServerAlias(type, issuers, socket);
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return keys.getClientAliases(type, issuers);
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return keys.chooseClientAlias(types, issuers, socket);
        }
    }
}
