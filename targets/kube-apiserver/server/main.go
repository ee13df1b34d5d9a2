// Command server is a Kubernetes API server for custom resources alone: apiextensions-apiserver and its etcd in one
// process, bearer tokens, and a fixed set of namespaces. Everything it keeps is gone when it ends.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/url"
	"os"
	"strings"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	crdv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver"
	crdoptions "k8s.io/apiextensions-apiserver/pkg/cmd/server/options"
	"k8s.io/apiextensions-apiserver/pkg/generated/openapi"
	openapinamer "k8s.io/apiserver/pkg/endpoints/openapi"
	genericserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/options"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/util/webhook"
	"k8s.io/klog/v2"
)

var (
	crds          = flag.String("crds", "", "folder of CustomResourceDefinitions, one a file, YAML or JSON")
	namespaces    = flag.String("namespaces", "default", "namespaces that exist, separated by commas")
	token         = flag.String("token", "", "bearer token that may do everything")
	readOnlyToken = flag.String("read-only-token", "", "bearer token that may get, list and watch")
	foreignToken  = flag.String("foreign-token", "", "bearer token that may do nothing")
	caOut         = flag.String("ca-out", "ca.pem", "file that the certificate to trust is written to")
	storageURL    = flag.String("storage", "", "URL of a server with etcd's API to store in; default: an etcd of its own")
	port          = flag.Int("port", 0, "port on 127.0.0.1, 0 for a free one")
	verbose       = flag.Bool("verbose", false, "let Kubernetes and etcd log to stderr")
)

func main() {
	flag.Parse()
	if err := run(genericserver.SetupSignalContext()); err != nil {
		fmt.Fprintln(os.Stderr, "server:", err)
		os.Exit(1)
	}
}

// run serves until the context ends.
func run(ctx context.Context) error {
	if *crds == "" || *token == "" {
		return fmt.Errorf("--crds and --token are needed")
	}
	if !*verbose {
		klog.SetLogger(klog.Logger{})
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if *storageURL == "" {
		own, err := startEtcd()
		if err != nil {
			return fmt.Errorf("etcd: %w", err)
		}
		defer os.RemoveAll(own.Config().Dir)
		defer own.Close()
		*storageURL = "http://" + own.Clients[0].Addr().String()
	}
	config, err := configure(*storageURL)
	if err != nil {
		return err
	}
	server, err := config.Complete().New(genericserver.NewEmptyDelegate())
	if err != nil {
		return err
	}
	server.GenericAPIServer.ShutdownTimeout = time.Second // open watches would hold it for a minute
	stopped := make(chan error, 1)
	go func() { stopped <- server.GenericAPIServer.PrepareRun().Run(ctx.Done()) }()

	if err := announce(ctx, &config.GenericConfig.Config); err != nil && ctx.Err() == nil {
		cancel()
		<-stopped
		return err
	}
	return <-stopped
}

// announce says where the server listens, once it serves the definitions.
func announce(ctx context.Context, config *genericserver.Config) error {
	if err := install(ctx, config.LoopbackClientConfig, *crds, strings.Split(*namespaces, ",")[0]); err != nil {
		return err
	}
	certificate, _ := config.SecureServing.Cert.CurrentCertKeyContent()
	if err := os.WriteFile(*caOut, certificate, 0o644); err != nil {
		return err
	}
	fmt.Printf("listening https://%s\n", config.SecureServing.Listener.Addr())
	return nil
}

func startEtcd() (*embed.Etcd, error) {
	dir, err := os.MkdirTemp("", "cci-kube-apiserver-")
	if err != nil {
		return nil, err
	}
	c := embed.NewConfig()
	c.Dir = dir
	c.UnsafeNoFsync = true          // nothing outlives the process, so nothing has to reach the disk
	c.TickMs, c.ElectionMs = 10, 50 // the only member need not wait a second to be elected
	free := []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	c.ListenClientUrls, c.AdvertiseClientUrls, c.ListenPeerUrls, c.AdvertisePeerUrls = free, free, free, free
	c.InitialCluster = c.InitialClusterFromName(c.Name)
	if !*verbose {
		c.LogLevel = "fatal"
	}
	etcd, err := embed.StartEtcd(c)
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	<-etcd.Server.ReadyNotify()
	return etcd, nil
}

func configure(etcd string) (*apiserver.Config, error) {
	config := genericserver.NewRecommendedConfig(apiserver.Codecs)
	runOptions := options.NewServerRunOptions()
	// Since Kubernetes 1.31.
	if later, is := any(runOptions).(interface{ Complete() error }); is {
		if err := later.Complete(); err != nil {
			return nil, err
		}
	}
	if err := runOptions.ApplyTo(&config.Config); err != nil {
		return nil, err
	}

	serving := options.NewSecureServingOptions()
	serving.BindAddress, serving.BindPort = net.IPv4(127, 0, 0, 1), *port
	serving.ServerCert = options.GeneratableKeyCert{} // in memory
	listener, _, err := options.CreateListener("tcp4", fmt.Sprintf("127.0.0.1:%d", *port), net.ListenConfig{})
	if err != nil {
		return nil, err
	}
	serving.Listener = listener
	if err := serving.MaybeDefaultWithSelfSignedCerts("localhost", nil, []net.IP{serving.BindAddress}); err != nil {
		return nil, err
	}
	if err := serving.WithLoopback().ApplyTo(&config.SecureServing, &config.LoopbackClientConfig); err != nil {
		return nil, err
	}

	storage := options.NewEtcdOptions(storagebackend.NewDefaultConfig("/registry", apiserver.Codecs.LegacyCodec(crdv1.SchemeGroupVersion)))
	storage.StorageConfig.Transport.ServerList = []string{etcd}
	if err := storage.ApplyTo(&config.Config); err != nil {
		return nil, err
	}
	config.OpenAPIV3Config = genericserver.DefaultOpenAPIV3Config(openapi.GetOpenAPIDefinitions, openapinamer.NewDefinitionNamer(apiserver.Scheme))
	config.MergedResourceConfig = apiserver.DefaultAPIResourceConfigSource()
	config.Authentication.Authenticator = authenticate(*token, *readOnlyToken, *foreignToken)
	config.Authorization.Authorizer = authorize()
	config.AdmissionControl = knownNamespaces(strings.Split(*namespaces, ","))
	return &apiserver.Config{GenericConfig: config, ExtraConfig: apiserver.ExtraConfig{
		CRDRESTOptionsGetter: crdoptions.NewCRDRESTOptionsGetter(*storage, config.ResourceTransformers, config.StorageObjectCountTracker),
		// No conversion webhook is ever called, but the constructor wants its resolvers.
		ServiceResolver:     webhook.NewDefaultServiceResolver(),
		AuthResolverWrapper: webhook.NewDefaultAuthenticationInfoResolverWrapper(nil, nil, config.LoopbackClientConfig, config.TracerProvider),
	}}, nil
}
