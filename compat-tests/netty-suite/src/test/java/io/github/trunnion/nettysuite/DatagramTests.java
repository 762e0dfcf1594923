package io.github.trunnion.nettysuite;

import io.netty.bootstrap.Bootstrap;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.testsuite.transport.socket.DatagramConnectNotExistsTest;
import io.netty.testsuite.transport.socket.DatagramConnectedWriteExceptionTest;
import io.netty.testsuite.transport.socket.DatagramMulticastIPv6Test;
import io.netty.testsuite.transport.socket.DatagramMulticastTest;
import io.netty.testsuite.transport.socket.DatagramUnicastIPv6MappedTest;
import io.netty.testsuite.transport.socket.DatagramUnicastIPv6Test;
import io.netty.testsuite.transport.socket.DatagramUnicastInetTest;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

import java.util.List;

/** UDP. */
class DatagramTests {
    @Nested
    class ConnectNotExists extends DatagramConnectNotExistsTest {
        @Override
        protected List<BootstrapFactory<Bootstrap>> newFactories() {
            return CarrierPermutation.INSTANCE.datagramSocket();
        }
    }

    @Nested
    class ConnectedWriteException extends DatagramConnectedWriteExceptionTest {
        @Override
        protected List<BootstrapFactory<Bootstrap>> newFactories() {
            return CarrierPermutation.INSTANCE.datagramSocket();
        }
    }

    @Nested
    class MulticastIPv6 extends DatagramMulticastIPv6Test {
        @Override
        protected List<BootstrapComboFactory<Bootstrap, Bootstrap>> newFactories() {
            return CarrierPermutation.INSTANCE.datagram(socketInternetProtocalFamily());
        }
    }

    @Nested
    class Multicast extends DatagramMulticastTest {
        @Override
        protected List<BootstrapComboFactory<Bootstrap, Bootstrap>> newFactories() {
            return CarrierPermutation.INSTANCE.datagram(socketInternetProtocalFamily());
        }
    }

    @Nested
    class UnicastIPv6Mapped extends DatagramUnicastIPv6MappedTest {
        @Override
        protected List<BootstrapComboFactory<Bootstrap, Bootstrap>> newFactories() {
            return CarrierPermutation.INSTANCE.datagram(socketInternetProtocalFamily());
        }
    }

    @Nested
    class UnicastIPv6 extends DatagramUnicastIPv6Test {
        @Override
        protected List<BootstrapComboFactory<Bootstrap, Bootstrap>> newFactories() {
            return CarrierPermutation.INSTANCE.datagram(socketInternetProtocalFamily());
        }
    }

    @Nested
    @Tag("representative")
    class UnicastInet extends DatagramUnicastInetTest {
        @Override
        protected List<BootstrapComboFactory<Bootstrap, Bootstrap>> newFactories() {
            return CarrierPermutation.INSTANCE.datagram(socketInternetProtocalFamily());
        }
    }
}
