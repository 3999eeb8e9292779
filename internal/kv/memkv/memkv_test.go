package memkv_test

import (
	"testing"

	"loaxom/internal/kv"
	"loaxom/internal/kv/kvtest"
	"loaxom/internal/kv/memkv"
)

func TestContract(t *testing.T) {
	kvtest.Run(t, func(*testing.T) kv.DB { return memkv.New() })
}

func TestContractWithEveryFunctionRunTwice(t *testing.T) {
	kvtest.Run(t, func(*testing.T) kv.DB { return kvtest.Twice(memkv.New()) })
}
