module github.com/hirealign/hirealign/internal/consumer

go 1.26.0

require github.com/hirealign/hirealign v0.0.0

replace github.com/hirealign/hirealign => ../../
