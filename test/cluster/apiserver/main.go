// Command apiserver is a real kube-apiserver, built from the released modules of Kubernetes.
// It is all that the tests need of a cluster: nodes and pods are objects, and nobody has to run them.
package main

import (
	"os"

	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	os.Exit(cli.Run(app.NewAPIServerCommand()))
}
