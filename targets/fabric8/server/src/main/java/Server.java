import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.InetAddress;
import java.util.HashMap;

/** fabric8's mock server in its CRUD mode, over plain HTTP. Each argument is a kind: GROUP/VERSION/PLURAL/KIND. */
public final class Server {
  public static void main(String[] kinds) {
    var dispatcher = new KubernetesCrudDispatcher();
    var server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), dispatcher, false);
    for (String kind : kinds) {
      String[] part = kind.split("/");
      server.expectCustomResource(new CustomResourceDefinitionContext.Builder()
          .withGroup(part[0]).withVersion(part[1]).withPlural(part[2]).withKind(part[3])
          .withName(part[2] + "." + part[0]).withScope("Namespaced").withStatusSubresource(true).build());
    }
    server.init(InetAddress.getLoopbackAddress(), 0);
    System.out.println("listening http://127.0.0.1:" + server.getPort());
  }
}
