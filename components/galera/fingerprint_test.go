package galera

import "testing"

func TestDigestIgnoresWhatIsUnset(t *testing.T) {
	type before struct{ Image *string }
	type after struct{ Image, Added *string }
	image := "image"
	first, err := digest([]any{before{Image: &image}})
	if err != nil {
		t.Fatal(err)
	}
	second, err := digest([]any{after{Image: &image}})
	if err != nil {
		t.Fatal(err)
	}
	if first != second {
		t.Errorf("a field that nobody uses changes the digest from %s to %s", first, second)
	}
	third, err := digest([]any{after{Image: &image, Added: &image}})
	if err != nil {
		t.Fatal(err)
	}
	if third == first {
		t.Error("a field that is used does not change the digest")
	}
}
