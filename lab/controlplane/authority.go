package controlplane

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"github.com/galera-aks/galera-aks/lab/host"
)

// lifetime is how long certificates are valid; a region does not live that long.
const lifetime = 365 * 24 * time.Hour

// authority issues the region's certificates and keeps them, with their keys, in one directory.
type authority struct {
	folder string
	pair   tls.Certificate
}

// subject is who a certificate speaks for.
type subject struct {
	// name and groups are the Kubernetes user and its groups.
	name   string
	groups []string
	// hosts and addresses are what a server is reached as.
	hosts     []string
	addresses []netip.Addr
}

// openAuthority loads the authority of a directory, or founds it.
func openAuthority(folder string) (*authority, error) {
	a := &authority{folder: folder}
	pair, err := tls.LoadX509KeyPair(a.certificate("ca"), a.key("ca"))
	if errors.Is(err, os.ErrNotExist) {
		pair, err = a.found()
	}
	if err != nil {
		return nil, fmt.Errorf("opening the certificate authority: %w", err)
	}
	a.pair = pair
	return a, nil
}

func (a *authority) certificate(name string) string { return filepath.Join(a.folder, name+".crt") }

func (a *authority) key(name string) string { return filepath.Join(a.folder, name+".key") }

func (a *authority) found() (tls.Certificate, error) {
	template := certificateTemplate(pkix.Name{CommonName: "galera-aks-lab"})
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	return a.sign("ca", template, nil)
}

// issue makes a certificate that is good for a client and for a server, unless it exists and this authority signed it.
func (a *authority) issue(name string, s subject) (tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(a.certificate(name), a.key(name))
	if err == nil && pair.Leaf.CheckSignatureFrom(a.pair.Leaf) == nil && pair.Leaf.NotAfter.After(time.Now()) {
		return pair, nil
	}
	template := certificateTemplate(pkix.Name{CommonName: s.name, Organization: s.groups})
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	template.DNSNames = s.hosts
	for _, address := range s.addresses {
		template.IPAddresses = append(template.IPAddresses, net.IP(address.AsSlice()))
	}
	pair, err = a.sign(name, template, &a.pair)
	if err != nil {
		return pair, fmt.Errorf("issuing a certificate for %s: %w", s.name, err)
	}
	return pair, nil
}

// sign makes a key, has it signed, by itself where there is no issuer, and writes both down: the certificate last, since
// it is what tells that the pair is complete.
func (a *authority) sign(name string, template *x509.Certificate, issuer *tls.Certificate) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	parent, signer := template, any(key)
	if issuer != nil {
		parent, signer = issuer.Leaf, issuer.PrivateKey
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return tls.Certificate{}, err
	}
	encodedKey, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return tls.Certificate{}, err
	}
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encodedKey})
	certificatePEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})
	if err := host.WriteFile(a.key(name), keyPEM, 0o600); err != nil {
		return tls.Certificate{}, err
	}
	if err := host.WriteFile(a.certificate(name), certificatePEM, 0o644); err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair(certificatePEM, keyPEM)
}

func certificateTemplate(name pkix.Name) *x509.Certificate {
	const serialBits = 120
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), serialBits))
	if err != nil {
		panic(err) // crypto/rand does not fail on Linux
	}
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      name,
		NotBefore:    time.Now().Add(-time.Hour), // the machine's clock may be set back
		NotAfter:     time.Now().Add(lifetime),
	}
}
