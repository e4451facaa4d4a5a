package random

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"math/big"

	"github.com/pulumi/pulumi/pkg/v3/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"golang.org/x/crypto/bcrypt"
)

// kind is one resource type: what it takes, gives and hides, and how it is drawn.
type kind struct {
	inputs   []resource.PropertyKey
	defaults resource.PropertyMap
	outputs  []resource.PropertyKey
	secrets  []resource.PropertyKey
	check    func(in map[string]any) []plugin.CheckFailure
	draw     func(source io.Reader, in map[string]any) (id string, out resource.PropertyMap, err error)
}

var kinds = map[string]kind{
	"random:index/randomPassword:RandomPassword": {
		inputs: []resource.PropertyKey{"length", "keepers", "overrideSpecial"}, defaults: classDefaults,
		outputs: []resource.PropertyKey{"result", "bcryptHash"}, secrets: []resource.PropertyKey{"result", "bcryptHash"},
		check: func(in map[string]any) []plugin.CheckFailure { return recipeOf(in).check() }, draw: drawPassword,
	},
	"random:index/randomString:RandomString": {
		inputs: []resource.PropertyKey{"length", "keepers", "overrideSpecial"}, defaults: classDefaults,
		outputs: []resource.PropertyKey{"result"},
		check:   func(in map[string]any) []plugin.CheckFailure { return recipeOf(in).check() }, draw: drawString,
	},
	"random:index/randomUuid:RandomUuid": {
		inputs: []resource.PropertyKey{"keepers"}, outputs: []resource.PropertyKey{"result"},
		check: func(map[string]any) []plugin.CheckFailure { return nil }, draw: drawUUID,
	},
	"random:index/randomId:RandomId": {
		inputs:  []resource.PropertyKey{"byteLength", "keepers", "prefix"},
		outputs: []resource.PropertyKey{"b64Std", "b64Url", "dec", "hex"}, check: atLeastOne("byteLength"), draw: drawID,
	},
	"random:index/randomBytes:RandomBytes": {
		inputs:  []resource.PropertyKey{"length", "keepers"},
		outputs: []resource.PropertyKey{"base64", "hex"}, secrets: []resource.PropertyKey{"base64", "hex"},
		check: atLeastOne("length"), draw: drawBytes,
	},
}

func kindOf(token string) (kind, error) {
	k, known := kinds[token]
	if !known {
		return kind{}, fmt.Errorf("the stand-in of random does not know %s", token)
	}
	return k, nil
}

// atLeastOne checks a required length in bytes.
func atLeastOne(key string) func(map[string]any) []plugin.CheckFailure {
	return func(in map[string]any) []plugin.CheckFailure {
		value, given := in[key]
		number, known := value.(float64)
		switch {
		case !given:
			return []plugin.CheckFailure{{Property: resource.PropertyKey(key), Reason: "is required"}}
		case known && number < 1:
			return []plugin.CheckFailure{{Property: resource.PropertyKey(key), Reason: fmt.Sprintf("must be at least 1, got %v", number)}}
		}
		return nil
	}
}

func drawString(source io.Reader, in map[string]any) (string, resource.PropertyMap, error) {
	result, err := recipeOf(in).draw(source)
	return result, resource.PropertyMap{"result": resource.NewProperty(result)}, err
}

func drawPassword(source io.Reader, in map[string]any) (string, resource.PropertyMap, error) {
	result, err := recipeOf(in).draw(source)
	if err != nil {
		return "", nil, err
	}
	// bcrypt reads no more than 72 bytes; the real provider cuts there as well.
	hash, err := bcrypt.GenerateFromPassword([]byte(result)[:min(len(result), 72)], bcrypt.DefaultCost)
	if err != nil {
		return "", nil, fmt.Errorf("hashing: %w", err)
	}
	return "none", resource.PropertyMap{
		"result": resource.NewProperty(result), "bcryptHash": resource.NewProperty(string(hash)),
	}, nil
}

func drawUUID(source io.Reader, _ map[string]any) (string, resource.PropertyMap, error) {
	b, err := read(source, 16)
	if err != nil {
		return "", nil, err
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80 // RFC 9562: version 4 and its variant.
	uuid := fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
	return uuid, resource.PropertyMap{"result": resource.NewProperty(uuid)}, nil
}

func drawID(source io.Reader, in map[string]any) (string, resource.PropertyMap, error) {
	b, err := read(source, int(in["byteLength"].(float64)))
	if err != nil {
		return "", nil, err
	}
	prefix, _ := in["prefix"].(string)
	return base64.RawURLEncoding.EncodeToString(b), resource.PropertyMap{
		"b64Std": resource.NewProperty(prefix + base64.StdEncoding.EncodeToString(b)),
		"b64Url": resource.NewProperty(prefix + base64.RawURLEncoding.EncodeToString(b)),
		"dec":    resource.NewProperty(prefix + new(big.Int).SetBytes(b).String()),
		"hex":    resource.NewProperty(prefix + hex.EncodeToString(b)),
	}, nil
}

func drawBytes(source io.Reader, in map[string]any) (string, resource.PropertyMap, error) {
	b, err := read(source, int(in["length"].(float64)))
	if err != nil {
		return "", nil, err
	}
	return "none", resource.PropertyMap{
		"base64": resource.NewProperty(base64.StdEncoding.EncodeToString(b)),
		"hex":    resource.NewProperty(hex.EncodeToString(b)),
	}, nil
}

func read(source io.Reader, n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(source, b); err != nil {
		return nil, fmt.Errorf("reading %d random bytes: %w", n, err)
	}
	return b, nil
}
