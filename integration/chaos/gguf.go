package chaos

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
)

const (
	dims   = 64
	hidden = 128
	heads  = 4
	layers = 2
	align  = 32
)

// The types of values and tokens in the format.
const (
	typeU32, typeI32, typeF32, typeBool, typeString, typeArray = 4, 5, 6, 7, 8, 9
	tokenNormal, tokenUnknown, tokenControl, tokenByte         = 1, 2, 3, 6
)

// WriteModel writes a model in GGUF version 3: a llama of two layers with random
// weights and a vocabulary of bytes, characters and the words, which may be phrases. The same seed and
// words give the same bytes.
//
// The first dimension of every embedding is the same, so that the first column of
// the output weights is what each token is worth by itself: that is how long strings
// and lists get.
func WriteModel(w io.Writer, seed uint64, words []string) error {
	r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // the weights have to repeat
	v := vocabulary(words)
	var kv bytes.Buffer
	n := uint64(0)
	key := func(name string, kind uint32) { n++; str(&kv, name); le(&kv, kind) }
	text := func(name, value string) { key(name, typeString); str(&kv, value) }
	number := func(name string, value uint32) { key(name, typeU32); le(&kv, value) }
	text("general.architecture", "llama")
	text("general.name", "chaos")
	number("llama.context_length", 4096)
	number("llama.embedding_length", dims)
	number("llama.block_count", layers)
	number("llama.feed_forward_length", hidden)
	number("llama.attention.head_count", heads)
	number("llama.attention.head_count_kv", heads)
	number("llama.rope.dimension_count", dims/heads)
	number("llama.vocab_size", uint32(len(v)))
	key("llama.attention.layer_norm_rms_epsilon", typeF32)
	le(&kv, float32(1e-5))
	text("tokenizer.ggml.model", "llama")
	list := func(name string, kind uint32) { key(name, typeArray); le(&kv, kind); le(&kv, uint64(len(v))) }
	list("tokenizer.ggml.tokens", typeString)
	for _, t := range v {
		str(&kv, t.text)
	}
	list("tokenizer.ggml.scores", typeF32)
	for i := range v {
		le(&kv, -float32(i))
	}
	list("tokenizer.ggml.token_type", typeI32)
	for _, t := range v {
		le(&kv, t.kind)
	}
	number("tokenizer.ggml.unknown_token_id", 0)
	number("tokenizer.ggml.bos_token_id", 1)
	number("tokenizer.ggml.eos_token_id", 2)
	for _, name := range []string{"tokenizer.ggml.add_bos_token", "tokenizer.ggml.add_space_prefix"} {
		key(name, typeBool)
		le(&kv, name == "tokenizer.ggml.add_bos_token")
	}

	var infos, data bytes.Buffer
	tensors := uint64(0)
	tensor := func(name string, value func(row, column int) float32, columns int, rows ...int) {
		tensors++
		str(&infos, name)
		le(&infos, uint32(1+len(rows)))
		le(&infos, uint64(columns))
		count := 1
		for _, n := range rows {
			le(&infos, uint64(n))
			count = n
		}
		le(&infos, uint32(0)) // 32-bit floats
		le(&infos, uint64(data.Len()))
		for row := range count {
			for column := range columns {
				le(&data, value(row, column))
			}
		}
		pad(&data)
	}
	noise := func(scale float64) func(int, int) float32 {
		return func(int, int) float32 { return float32(r.NormFloat64() * scale) }
	}
	one := func(int, int) float32 { return 1 }
	tensor("token_embd.weight", func(_, column int) float32 {
		if column == 0 {
			return 4
		}
		return float32(r.NormFloat64())
	}, dims, len(v))
	for l := range layers {
		at := fmt.Sprintf("blk.%d.", l)
		tensor(at+"attn_norm.weight", one, dims)
		for _, name := range []string{"attn_q", "attn_k", "attn_v", "attn_output"} {
			tensor(at+name+".weight", noise(0.08), dims, dims)
		}
		tensor(at+"ffn_norm.weight", one, dims)
		tensor(at+"ffn_gate.weight", noise(0.08), dims, hidden)
		tensor(at+"ffn_up.weight", noise(0.08), dims, hidden)
		tensor(at+"ffn_down.weight", noise(0.08), hidden, dims)
	}
	tensor("output_norm.weight", one, dims)
	tensor("output.weight", func(row, column int) float32 {
		if column == 0 {
			return v[row].worth
		}
		return float32(r.NormFloat64() * 0.25)
	}, dims, len(v))

	var head bytes.Buffer
	head.WriteString("GGUF")
	le(&head, uint32(3))
	le(&head, tensors)
	le(&head, n)
	head.Write(kv.Bytes())
	head.Write(infos.Bytes())
	pad(&head)
	if _, err := w.Write(head.Bytes()); err != nil {
		return err
	}
	_, err := w.Write(data.Bytes())
	return err
}

type token struct {
	text  string
	kind  int32
	worth float32
}

func vocabulary(words []string) []token {
	out := []token{{"<unk>", tokenUnknown, -9}, {"<s>", tokenControl, -9}, {"</s>", tokenControl, 0}}
	for b := range 256 {
		out = append(out, token{fmt.Sprintf("<0x%02X>", b), tokenByte, -4})
	}
	for c := ' '; c < 0x7f; c++ {
		t := token{string(c), tokenNormal, -1}
		switch c {
		case ' ':
			t.text, t.worth = "\u2581", -3
		case '"':
			t.worth = 2
		case '{':
			t.worth = 0.4
		case ']', '}', ',':
			t.worth = 0
		case '\\':
			t.worth = -4
		}
		out = append(out, t)
	}
	words = slices.Clone(words)
	slices.Sort(words)
	for _, w := range slices.Compact(words) {
		if w = strings.ReplaceAll(w, " ", "\u2581"); len(w) > 1 {
			out = append(out, token{w, tokenNormal, -0.4}, token{"\u2581" + w, tokenNormal, 0.5})
		}
	}
	return out
}

func le(w *bytes.Buffer, v any) {
	if err := binary.Write(w, binary.LittleEndian, v); err != nil {
		panic(err) // a type of this file that has no fixed size
	}
}

func str(w *bytes.Buffer, s string) {
	le(w, uint64(len(s)))
	w.WriteString(s)
}

func pad(w *bytes.Buffer) {
	for w.Len()%align != 0 {
		w.WriteByte(0)
	}
}
