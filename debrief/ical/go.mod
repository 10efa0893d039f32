module github.com/hirealign/hirealign/debrief/ical

go 1.26.0

require (
	github.com/arran4/golang-ical v0.3.4
	github.com/hirealign/hirealign v0.0.0
	github.com/stretchr/testify v1.12.1
)

require go.yaml.in/yaml/v3 v3.0.5 // indirect

replace github.com/hirealign/hirealign => ../../
