package condition

import (
	"cmp"
	"math/big"
	"strings"
)

// A number is 0.digits × 10^exponent. It is compared digit by digit, so that it may be of any size and is never rounded.
type number struct {
	negative bool
	digits   string // without zeros in front or behind, so none for zero
	exponent *big.Int
}

// spelling says how a number may be written.
type spelling bool

const (
	asJSON      spelling = false
	anySpelling spelling = true // also +5, 007, .5 and 5., as a person may write it
)

// longestNumber keeps an exponent from costing more than it is worth, in bytes.
const longestNumber = 4096

func parseNumber(text string, spelling spelling) (number, bool) {
	if len(text) > longestNumber {
		return number{}, false
	}
	var n number
	rest, ok := strings.CutPrefix(text, "-")
	if n.negative = ok; !ok && spelling == anySpelling {
		rest = strings.TrimPrefix(rest, "+")
	}
	whole := leadingDigits(rest)
	rest = rest[len(whole):]
	fraction := ""
	rest, dotted := strings.CutPrefix(rest, ".")
	if dotted {
		fraction = leadingDigits(rest)
		rest = rest[len(fraction):]
	}
	if whole+fraction == "" || spelling == asJSON && (whole == "" || len(whole) > 1 && whole[0] == '0' || dotted && fraction == "") {
		return number{}, false
	}
	n.exponent = big.NewInt(int64(len(whole)))
	if rest != "" {
		if rest[0]|0x20 != 'e' {
			return number{}, false
		}
		digits := strings.TrimPrefix(rest[1:], "+")
		if len(digits) == len(rest)-1 {
			digits = strings.TrimPrefix(digits, "-")
		}
		if digits == "" || leadingDigits(digits) != digits {
			return number{}, false
		}
		shift, _ := new(big.Int).SetString(digits, 10) // digits are a number
		if rest[1] == '-' {
			shift.Neg(shift)
		}
		n.exponent.Add(n.exponent, shift)
	}
	all := whole + fraction
	n.digits = strings.TrimLeft(all, "0")
	n.exponent.Sub(n.exponent, big.NewInt(int64(len(all)-len(n.digits))))
	n.digits = strings.TrimRight(n.digits, "0")
	return n, true
}

// compare returns -1, 0 or 1.
func (n number) compare(other number) int {
	sign := n.sign()
	if order := cmp.Compare(sign, other.sign()); order != 0 || sign == 0 {
		return order
	}
	if order := n.exponent.Cmp(other.exponent); order != 0 {
		return sign * order
	}
	return sign * strings.Compare(n.digits, other.digits)
}

func (n number) sign() int {
	switch {
	case n.digits == "":
		return 0
	case n.negative:
		return -1
	}
	return 1
}

func leadingDigits(text string) string {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return text[:i]
		}
	}
	return text
}
